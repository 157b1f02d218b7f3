"""Names, numbers and addresses that nobody can take for real ones."""

from typing import NamedTuple

from django.utils.text import slugify

from ..vocabulary import PracticeKind
from .pen import Pen

MARK = "(invented)"
UNREAL = (
    "Sample", "Example", "Specimen", "Pretend", "Imaginary", "Fictional", "Placeholder",
    "Storybook", "Make-Believe", "Demo", "Mock", "Daydream",
)  # fmt: skip
CREATURES = (
    "Heron", "Alder", "Otter", "Juniper", "Wren", "Maple", "Badger", "Clover", "Finch", "Aspen",
    "Marten", "Sorrel", "Plover", "Hazel", "Beaver", "Yarrow", "Swallow", "Linden", "Hare",
    "Bracken", "Curlew", "Rowan", "Lynx", "Thistle", "Kestrel", "Birch", "Newt", "Sedge", "Robin",
    "Tamarack", "Vole", "Lupine", "Sandpiper", "Larch", "Moth", "Mallow", "Osprey", "Spruce",
    "Tortoise", "Fern", "Dipper", "Elder", "Gecko", "Saffron", "Magpie", "Cypress", "Minnow",
    "Heather", "Bluebird", "Willow", "Salamander", "Poppy", "Nuthatch", "Hemlock", "Cricket",
    "Bluebell", "Egret", "Sycamore", "Dragonfly", "Teasel",
)  # fmt: skip
LANDSCAPES = (
    "Creek", "Hollow", "Ridge", "Meadow", "Lantern", "Harbor", "Bridge", "Orchard", "Lake",
    "Valley", "Garden", "Cove", "Trail", "Island", "Mill", "Glen", "Prairie", "Summit", "Ferry",
    "Grove",
)  # fmt: skip
TRADES = {
    PracticeKind.INFUSION_CLINIC: (
        "Ketamine Clinic", "Infusion Center", "Ketamine Center", "Infusion Clinic",
    ),
    PracticeKind.PSYCHIATRY: ("Psychiatry", "Psychiatric Group", "Mood Clinic", "Mental Health"),
    PracticeKind.THERAPY: ("Psychotherapy", "Therapy Collective", "Counseling", "KAP Practice"),
    PracticeKind.PAIN: ("Pain Clinic", "Pain Medicine", "Pain Center"),
    PracticeKind.HOSPITAL: ("Hospital", "Medical Center", "Medical School Clinic"),
    PracticeKind.TELEHEALTH: ("Telehealth", "Online Care", "Home Ketamine"),
    PracticeKind.OTHER: ("Wellness", "Integrative Care", "Nurse-Led Practice"),
}  # fmt: skip


class Identity(NamedTuple):
    """What a practice is called, and where it cannot be reached."""

    name: str
    website: str
    email: str


def invent_identity(pen: Pen, kind: PracticeKind) -> Identity:
    """Return a name such as "Sample Heron Creek Ketamine Clinic (invented)" with its addresses."""
    words = f"{pen.one(UNREAL)} {pen.one(CREATURES)} {pen.one(LANDSCAPES)}"
    host = f"{slugify(words)}.example.org"
    return Identity(
        name=f"{words} {pen.one(TRADES[kind])} {MARK}",
        website=f"https://{host}/",
        email=f"front-desk@{host}",
    )


def invent_phone(pen: Pen, area_code: str) -> str:
    """Return one of the numbers that are kept free for fiction, 555-0100 to 555-0199."""
    return f"({area_code}) 555-01{pen.dice.randrange(100):02}"
