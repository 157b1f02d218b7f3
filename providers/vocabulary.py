"""The words of the catalogue: every choice a fact can take, each explained to people in a line.

A member is written ``NAME = value, explanation, label``; Django takes the last one as the label.
The values stand in URLs, documents and the database, so they never change once published.
"""

from typing import Self

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Explained(models.TextChoices):
    """Text choices whose members also carry ``explanation``, one plain sentence."""

    def __new__(cls, value: str, explanation: str | Promise = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.explanation = explanation
        return member


class Route(Explained):
    """How ketamine enters the body (facts.md section 1)."""

    IV = "iv", _("Through a drip into a vein, at a set speed."), _("IV infusion")
    IM = "im", _("One or two injections into a muscle."), _("IM injection")
    SUBCUTANEOUS = (
        "sc",
        _("An injection with a short needle, into the tissue below the skin."),
        _("Injection under the skin"),
    )
    LOZENGE = "lozenge", _("A lozenge, troche or tablet that dissolves in the mouth."), _("Lozenge")
    ORAL = "oral", _("Swallowed as a liquid, capsule or tablet."), _("Swallowed by mouth")
    SPRAVATO = (
        "spravato",
        _("The FDA-approved esketamine spray, given only in certified settings."),
        _("Spravato nasal spray"),
    )
    NASAL = (
        "nasal",
        _("A spray mixed by a compounding pharmacy. It is not Spravato and is not approved."),
        _("Compounded nasal spray"),
    )
    OTHER = "other", _("Another way, such as a nebulizer."), _("Another route")


class FdaStatus(Explained):
    """What the FDA has said of a route for mood disorders; it follows from the route alone."""

    APPROVED = (
        "approved",
        _("The FDA has approved this product for some kinds of depression."),
        _("FDA-approved product"),
    )
    OFF_LABEL = (
        "off_label",
        _("The product is approved as an anesthetic; using it for mood or pain is off-label."),
        _("Off-label use"),
    )
    COMPOUNDED = (
        "compounded",
        _("Mixed by a pharmacy to order; the FDA has not approved or checked the product."),
        _("Compounded, not approved"),
    )


FDA_STATUS = {
    Route.IV: FdaStatus.OFF_LABEL,
    Route.IM: FdaStatus.OFF_LABEL,
    Route.SUBCUTANEOUS: FdaStatus.OFF_LABEL,
    Route.LOZENGE: FdaStatus.COMPOUNDED,
    Route.ORAL: FdaStatus.COMPOUNDED,
    Route.SPRAVATO: FdaStatus.APPROVED,
    Route.NASAL: FdaStatus.COMPOUNDED,
}


def route_title(route: str | None) -> str | Promise:
    """Return what a treatment is called: its route, or that the route is not stated."""
    return Route(route).label if route else _("Ketamine, route not stated")


class Setting(Explained):
    """Where a person is during a dosing session."""

    CLINIC = "clinic", _("A medical clinic or infusion center."), _("Clinic")
    THERAPY_OFFICE = "therapy_office", _("A psychotherapist's office."), _("Therapy office")
    HOSPITAL = "hospital", _("A hospital or one of its departments."), _("Hospital")
    HOME_SUPERVISED = (
        "home_supervised",
        _("At home, with somebody of the provider present or on live video throughout."),
        _("At home, supervised live"),
    )
    HOME_UNSUPERVISED = (
        "home_unsupervised",
        _("At home, with nobody of the provider present or on live video."),
        _("At home, not supervised live"),
    )


REMOTE_SETTINGS = (Setting.HOME_SUPERVISED, Setting.HOME_UNSUPERVISED)


class Intent(Explained):
    """What the treatment is meant to do."""

    RELIEF = (
        "relief",
        _("Relief of symptoms is the aim of the medicine itself."),
        _("Symptom relief"),
    )
    PSYCHOTHERAPEUTIC = (
        "psychotherapeutic",
        _("The experience is used as part of psychotherapy."),
        _("Psychotherapeutic"),
    )
    BOTH = "both", _("Relief of symptoms and psychotherapeutic work."), _("Both")
    PAIN = "pain", _("Relief of chronic pain is the aim."), _("Pain relief")


class Dissociation(Explained):
    """How the provider thinks of the dissociative experience."""

    SOUGHT = "sought", _("The dose is chosen to bring it about."), _("Sought")
    ACCEPTED = "accepted", _("It may come and is neither sought nor prevented."), _("Accepted")
    KEPT_LOW = "kept_low", _("The dose is chosen to keep it slight."), _("Kept low")
    PATIENT_CHOICE = (
        "patient_choice",
        _("The patient decides how far to go."),
        _("The patient's choice"),
    )


class DoseControl(Explained):
    """How far the dose can be changed."""

    FIXED = "fixed", _("The same dose every time."), _("Fixed")
    BETWEEN_SESSIONS = (
        "between_sessions",
        _("The dose can be changed from one session to the next."),
        _("Adjusted between sessions"),
    )
    DURING_SESSION = (
        "during_session",
        _("The dose or its speed can be changed while the session runs."),
        _("Adjustable during the session"),
    )


class Psychotherapy(Explained):
    """How closely psychotherapy is tied to the treatment: a scale, from none to in the room."""

    NONE = "none", _("No psychotherapy is part of it."), _("None")
    REFERRAL = "referral", _("The provider names therapists elsewhere."), _("Referral only")
    OPTIONAL = "optional", _("Offered by the provider at extra cost."), _("Optional extra")
    INCLUDED = (
        "included",
        _("Preparation before and integration after the sessions belong to it."),
        _("Preparation and integration included"),
    )
    PRESENT = (
        "present",
        _("A psychotherapist is present while the medicine acts."),
        _("Therapist present during dosing"),
    )


class Role(Explained):
    """Who is in the room, or leads the psychotherapy."""

    PHYSICIAN = "physician", _("A physician (MD or DO)."), _("Physician")
    CRNA = "crna", _("A nurse anesthetist."), _("Nurse anesthetist")
    NP_PA = (
        "np_pa",
        _("A nurse practitioner or physician assistant."),
        _("Nurse practitioner or PA"),
    )
    NURSE = "nurse", _("A registered nurse or paramedic."), _("Nurse or paramedic")
    THERAPIST = "therapist", _("A licensed psychotherapist."), _("Psychotherapist")
    GUIDE = "guide", _("A trained sitter without a clinical license."), _("Sitter or guide")
    SUPPORT_PERSON = (
        "support_person",
        _("A friend or relative whom the patient brings."),
        _("Your own support person"),
    )


class Monitoring(Explained):
    """What is watched while the medicine acts."""

    BLOOD_PRESSURE = "blood_pressure", _("Measured before, during or after."), _("Blood pressure")
    OXYGEN = "oxygen", _("A clip on the finger, throughout."), _("Oxygen and pulse, continuously")
    ECG = "ecg", _("Heart rhythm on a monitor."), _("Heart rhythm (ECG)")
    CAPNOGRAPHY = (
        "capnography",
        _("Breathing measured by carbon dioxide."),
        _("Breathing (capnography)"),
    )
    OBSERVATION = "observation", _("Somebody watches throughout."), _("Continuous observation")
    VIDEO = "video", _("Watched over a camera or video call."), _("Observation by video")


class Emergency(Explained):
    """What stands ready if something goes wrong."""

    ACLS = "acls", _("Staff certified in advanced cardiac life support."), _("ACLS-certified staff")
    BLS = "bls", _("Staff certified in basic life support."), _("BLS-certified staff")
    AIRWAY = (
        "airway",
        _("Oxygen and airway equipment in the room."),
        _("Oxygen and airway equipment"),
    )
    CRASH_CART = "crash_cart", _("Emergency medicines and a defibrillator."), _("Crash cart")
    TRANSFER = (
        "transfer",
        _("A written plan for transfer to hospital."),
        _("Hospital transfer plan"),
    )
    LOCAL_CONTACT = (
        "local_contact",
        _("For treatment at home: a named adult nearby and the local emergency number."),
        _("Named local contact"),
    )


class TherapyMethod(Explained):
    """A school of psychotherapy."""

    KAP = "kap", _("Ketamine-assisted psychotherapy."), _("KAP")
    IFS = "ifs", _("Internal Family Systems."), _("IFS")
    CBT = "cbt", _("Cognitive behavioral therapy."), _("CBT")
    ACT = "act", _("Acceptance and commitment therapy."), _("ACT")
    EMDR = "emdr", _("Eye-movement desensitization and reprocessing."), _("EMDR")
    SOMATIC = "somatic", _("Therapy that works through the body."), _("Somatic therapy")
    PSYCHODYNAMIC = "psychodynamic", _("Insight-oriented therapy."), _("Psychodynamic")
    GROUP = "group", _("Therapy in a group."), _("Group therapy")


class Condition(Explained):
    """What a treatment is offered for."""

    DEPRESSION = "depression", _("Major depression."), _("Depression")
    TRD = (
        "trd",
        _("Depression that has not responded to other treatment."),
        _("Treatment-resistant depression"),
    )
    SUICIDALITY = "suicidality", _("Depression with thoughts of suicide."), _("Suicidal thoughts")
    BIPOLAR = "bipolar", _("The depressive side of bipolar disorder."), _("Bipolar depression")
    POSTPARTUM = "postpartum", _("Depression after a birth."), _("Postpartum depression")
    ANXIETY = "anxiety", _("Anxiety disorders."), _("Anxiety")
    PTSD = "ptsd", _("Post-traumatic stress disorder."), _("PTSD")
    OCD = "ocd", _("Obsessive-compulsive disorder."), _("OCD")
    SUBSTANCE_USE = "substance_use", _("Alcohol or other substance use."), _("Substance use")
    EATING = "eating", _("Eating disorders."), _("Eating disorders")
    END_OF_LIFE = "end_of_life", _("Distress near the end of life."), _("End-of-life distress")
    CRPS = "crps", _("Complex regional pain syndrome."), _("CRPS")
    NEUROPATHIC_PAIN = "neuropathic_pain", _("Pain from damaged nerves."), _("Neuropathic pain")
    FIBROMYALGIA = "fibromyalgia", _("Fibromyalgia."), _("Fibromyalgia")
    MIGRAINE = "migraine", _("Migraine and other headaches."), _("Migraine")
    CHRONIC_PAIN = "chronic_pain", _("Chronic pain of other kinds."), _("Other chronic pain")


class Screening(Explained):
    """What a provider checks before treating; to be discussed with a clinician."""

    BLOOD_PRESSURE = "blood_pressure", _("Uncontrolled high blood pressure."), _("Blood pressure")
    HEART = "heart", _("Unstable heart disease."), _("Heart disease")
    ANEURYSM = "aneurysm", _("Aneurysm or a malformed vessel."), _("Aneurysm")
    BRAIN_BLEED = (
        "brain_bleed",
        _("Bleeding in the brain (intracerebral hemorrhage)."),
        _("Bleeding in the brain"),
    )
    ALLERGY = "allergy", _("Allergy to ketamine or esketamine."), _("Allergy")
    BLADDER = "bladder", _("Bladder or kidney disease."), _("Bladder and kidney disease")
    LIVER = "liver", _("Severe liver disease."), _("Liver disease")
    PRESSURE = "pressure", _("Raised pressure in the skull or eye."), _("Skull or eye pressure")
    THYROID = "thyroid", _("Uncontrolled overactive thyroid."), _("Thyroid")
    PSYCHOSIS = "psychosis", _("Active psychosis."), _("Psychosis")
    MANIA = "mania", _("Active mania."), _("Mania")
    DISSOCIATIVE = "dissociative", _("A severe dissociative disorder."), _("Dissociative disorder")
    SUBSTANCE_USE = "substance_use", _("Current misuse of substances."), _("Substance misuse")
    PREGNANCY = "pregnancy", _("Pregnancy or breastfeeding."), _("Pregnancy and breastfeeding")
    BRAIN_INJURY = "brain_injury", _("A recent injury to the brain."), _("Recent brain injury")
    MEDICINES = "medicines", _("Other medicines that interact."), _("Other medicines")


class Measure(Explained):
    """A questionnaire a provider follows progress with. Scores are never collected here."""

    PHQ9 = "phq9", _("Depression, filled in by the patient."), _("PHQ-9")
    GAD7 = "gad7", _("Anxiety, filled in by the patient."), _("GAD-7")
    PCL5 = "pcl5", _("PTSD, filled in by the patient."), _("PCL-5")
    MADRS = "madrs", _("Depression, rated by a clinician."), _("MADRS")
    PAIN = "pain", _("A pain scale."), _("Pain scale")


class FeeItem(Explained):
    """One kind of line in a treatment's price."""

    MEDICAL_EVALUATION = (
        "medical_evaluation",
        _("The visit that decides whether the treatment is suitable."),
        _("Medical evaluation"),
    )
    THERAPY_EVALUATION = (
        "therapy_evaluation",
        _("A first visit with a therapist."),
        _("Therapy evaluation"),
    )
    PREPARATION = "preparation", _("A session that prepares for dosing."), _("Preparation session")
    DOSING_SESSION = (
        "dosing_session",
        _("The visit in which the medicine is given."),
        _("Dosing session"),
    )
    MEDICINE = "medicine", _("The medicine, where it is charged apart."), _("Medicine")
    MONITORING = "monitoring", _("Observation, or use of the rooms."), _("Monitoring or facility")
    INTEGRATION = (
        "integration",
        _("A session that works on what came up."),
        _("Integration session"),
    )
    BOOSTER = "booster", _("A single session after the first course."), _("Booster session")
    OTHER = "other", _("Anything else that is charged."), _("Other")


class Component(Explained):
    """The part of a treatment that an insurer may or may not pay."""

    EVALUATION = "evaluation", _("The medical or therapy evaluation."), _("Evaluation")
    MEDICINE = "medicine", _("The medicine itself."), _("Medicine")
    DOSING = "dosing", _("The visit in which the medicine is given."), _("Dosing visit")
    PSYCHOTHERAPY = (
        "psychotherapy",
        _("Preparation, integration and other therapy."),
        _("Psychotherapy"),
    )


# Which part each fee item belongs to; what is "other" belongs to none that an insurer pays.
COMPONENT_OF = {
    FeeItem.MEDICAL_EVALUATION: Component.EVALUATION,
    FeeItem.THERAPY_EVALUATION: Component.EVALUATION,
    FeeItem.PREPARATION: Component.PSYCHOTHERAPY,
    FeeItem.DOSING_SESSION: Component.DOSING,
    FeeItem.MEDICINE: Component.MEDICINE,
    FeeItem.MONITORING: Component.DOSING,
    FeeItem.INTEGRATION: Component.PSYCHOTHERAPY,
    FeeItem.BOOSTER: Component.DOSING,
}
VISITS = (
    FeeItem.MEDICAL_EVALUATION,
    FeeItem.THERAPY_EVALUATION,
    FeeItem.PREPARATION,
    FeeItem.DOSING_SESSION,
    FeeItem.INTEGRATION,
    FeeItem.BOOSTER,
)


class CoverageStatus(Explained):
    """What a payer does for a component."""

    IN_NETWORK = "in_network", _("The provider bills the insurer directly."), _("In network")
    SUPERBILL = (
        "superbill",
        _("You pay, and get a bill to claim from your insurer. No promise that it pays."),
        _("Out of network, with superbill"),
    )
    CASE_BY_CASE = "case_by_case", _("Asked for each patient."), _("Case by case")
    NOT_COVERED = "not_covered", _("You pay all of it."), _("Not covered")


class Payer(Explained):
    """Who pays. ``ANY`` is a statement about every payer."""

    ANY = "any", _("Stated for every insurer alike."), _("Any insurer")
    AETNA = "aetna", "", "Aetna"
    BCBS = "bcbs", _("Blue Cross and Blue Shield plans."), "Blue Cross Blue Shield"
    CIGNA = "cigna", "", "Cigna"
    HUMANA = "humana", "", "Humana"
    KAISER = "kaiser", "", "Kaiser Permanente"
    MEDICAID = "medicaid", _("The state program for low incomes."), "Medicaid"
    MEDICARE = (
        "medicare",
        _("The federal program for people 65 and older, and some younger people."),
        "Medicare",
    )
    TRICARE = "tricare", _("For service members and their families."), "TRICARE"
    UNITED = "united", "", "UnitedHealthcare"
    VA = "va", _("Veterans Affairs, with Community Care."), _("Veterans Affairs (VA)")


class PaymentOption(Explained):
    """Ways to pay that are not insurance."""

    HSA_FSA = "hsa_fsa", _("A health savings or flexible spending account."), _("HSA or FSA")
    SLIDING_SCALE = "sliding_scale", _("The price depends on income."), _("Sliding scale")
    PAYMENT_PLAN = "payment_plan", _("Installments with the provider itself."), _("Payment plan")
    FINANCING = (
        "financing",
        _("A lender pays, and you pay the lender. Ask whether interest is deferred."),
        _("Financing by a lender"),
    )
    PACKAGE = "package", _("A lower price for several sessions paid at once."), _("Package price")
    DISCOUNT = "discount", _("For veterans, first responders or others."), _("Group discounts")


class PracticeKind(Explained):
    """What sort of practice a provider is."""

    INFUSION_CLINIC = (
        "infusion_clinic",
        _("Ketamine is its main work."),
        _("Infusion or ketamine clinic"),
    )
    PSYCHIATRY = "psychiatry", _("A psychiatric practice."), _("Psychiatric practice")
    THERAPY = "therapy", _("A psychotherapy practice."), _("Psychotherapy practice")
    PAIN = "pain", _("A pain practice."), _("Pain practice")
    HOSPITAL = "hospital", _("A hospital or academic center."), _("Hospital or academic center")
    TELEHEALTH = "telehealth", _("Treats people at home."), _("Telehealth service")
    OTHER = "other", _("Another kind of practice."), _("Another kind of practice")


class Discipline(Explained):
    """The discipline of the clinician who leads."""

    PSYCHIATRY = "psychiatry", _("A psychiatrist or psychiatric clinician."), _("Psychiatry")
    ANESTHESIOLOGY = "anesthesiology", _("A physician anesthetist."), _("Anesthesiology")
    NURSE_ANESTHESIA = "nurse_anesthesia", _("A nurse anesthetist (CRNA)."), _("Nurse anesthesia")
    PHYSICIAN = "physician", _("A physician whose specialty is not stated."), _("Physician")
    NURSING = "nursing", _("A nurse practitioner."), _("Nurse practitioner")
    PSYCHOLOGY = (
        "psychology",
        _("A psychologist or psychotherapist."),
        _("Psychology or psychotherapy"),
    )


class Language(Explained):
    """A language in which care is given (ISO 639-1)."""

    ENGLISH = "en", "", _("English")
    SPANISH = "es", "", _("Spanish")
    CHINESE = "zh", "", _("Chinese")
    VIETNAMESE = "vi", "", _("Vietnamese")
    TAGALOG = "tl", "", _("Tagalog")
    ARABIC = "ar", "", _("Arabic")
    FRENCH = "fr", "", _("French")
    KOREAN = "ko", "", _("Korean")
    RUSSIAN = "ru", "", _("Russian")
    PORTUGUESE = "pt", "", _("Portuguese")
    SIGN = "ase", _("American Sign Language."), _("American Sign Language")


class Source(Explained):
    """Who stated a fact."""

    PROVIDER = "provider", _("The provider stated it to AskFirst."), _("the provider")
    WEBSITE = "website", _("Read on the provider's own website."), _("the provider's website")
    PHONE = "phone", _("Said by the provider on the telephone."), _("a phone call to the provider")
    REGISTRY = "registry", _("From a public registry."), _("a public registry")
    PUBLIC_LIST = (
        "public_list",
        _("From a public list; the provider has not confirmed it."),
        _("a public list"),
    )


class Consent(Explained):
    """What the provider has to do with its own listing."""

    SELF_LISTED = (
        "self_listed",
        _("The provider listed itself and keeps the listing."),
        _("Listed by the provider"),
    )
    CLAIMED = (
        "claimed",
        _("The listing came from a public source; the provider has since claimed it."),
        _("Claimed by the provider"),
    )
    PUBLIC_RECORD = (
        "public_record",
        _("Unclaimed: taken from a public list, and not confirmed by the provider."),
        _("Unclaimed, from a public list"),
    )


class Precision(Explained):
    """How exactly a location's coordinates are known."""

    ADDRESS = "address", _("The street address."), _("Street address")
    ZIP = "zip", _("The middle of the ZIP code."), _("ZIP code")
    CITY = "city", _("The middle of the city."), _("City")
