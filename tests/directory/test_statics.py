from directory import statics


def collected(root):
    return {file.relative_to(root).as_posix(): file.stat().st_ino for file in root.rglob("*.*")}


def test_refresh_collects_once_and_again_after_a_change(settings, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "one.css").write_text("a {}")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "new" / "static"

    statics.refresh()
    first = collected(settings.STATIC_ROOT)
    statics.refresh()
    second = collected(settings.STATIC_ROOT)
    (source / "one.css").write_text("a { color: red }")
    (source / "two.css").write_text("b {}")
    statics.refresh()
    third = collected(settings.STATIC_ROOT)

    assert {name.partition(".")[0] for name in first} == {"one", "staticfiles"}
    assert second == first  # the very same files, not new ones of the same name
    assert {name.partition(".")[0] for name in third} == {"one", "two", "staticfiles"}
    assert first.keys() <= third.keys()  # a site that is running still names the old files
    assert (settings.STATIC_ROOT / "one.css").read_text() == "a { color: red }"
