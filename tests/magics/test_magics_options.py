"""%config, %unload_ext and %reload_ext in a real kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Kernel = Any
    Start = Callable[..., Kernel]

IN_FORCE = "from nuon_notebook import options\nprint(options.current())"


def test_config_chooses_what_the_display_does(kernel: Kernel) -> None:
    kernel.run("%config NuonMagics.max_html_kb = 40")
    (bundle,) = kernel.run("%nuon_installer demo").shown
    assert 20 * 1024 < len(bundle["text/html"].encode()) <= 40 * 1024


def test_every_option_is_offered_and_explained(kernel: Kernel) -> None:
    output = kernel.run("%config NuonMagics").text
    assert [
        name for name in ("max_html_kb", "show_values", "show_people", "progress") if f"{name}=" not in output
    ] == []


def test_a_budget_too_small_for_a_page_is_refused(kernel: Kernel) -> None:
    complaint = kernel.run("%config NuonMagics.max_html_kb = 1").text
    assert "should not be less than 16" in complaint
    assert "max_html_kb=140" in kernel.run(IN_FORCE).text


def test_configure_and_config_set_the_same_options(kernel: Kernel) -> None:
    (all_,) = kernel.run("import nuon_notebook\nnuon_notebook.configure(max_html_kb=40, show_people=True)").shown
    assert all_["text/plain"] == "Options(max_html_kb=40, show_values=False, show_people=True, progress=True)"
    assert kernel.run("%config NuonMagics.max_html_kb").shown[0]["text/plain"] == "40"
    kernel.run("%config NuonMagics.show_people = False")
    assert kernel.run("nuon_notebook.configure(progress=False)").shown[0]["text/plain"] == (
        "Options(max_html_kb=40, show_values=False, show_people=False, progress=False)"
    )


def test_configure_refuses_what_config_refuses_and_then_changes_nothing(kernel: Kernel) -> None:
    refused = ("max_html_kb=1", "max_html_kb='large'", "progress='no'", "max_html_kb=40.5")
    for each in refused:
        error = kernel.run(f"import nuon_notebook\nnuon_notebook.configure(show_values=True, {each})").error
        assert "TraitError" in error, each
    assert "unexpected keyword argument 'colour'" in kernel.run("nuon_notebook.configure(colour=1)").error
    unchanged = "Options(max_html_kb=140, show_values=False, show_people=False, progress=True)"
    assert kernel.run("nuon_notebook.configure()").shown[0]["text/plain"] == unchanged
    assert kernel.run(IN_FORCE).text == f"{unchanged}\n"
    assert kernel.run("%config NuonMagics.show_values").shown[0]["text/plain"] == "False"


def test_configure_works_before_the_magics_are_loaded_and_outlives_them(start: Start) -> None:
    kernel = start(loaded=False)
    kernel.run(
        "import nuon_notebook\nnuon_notebook.configure(show_people=True)\nnuon_notebook.configure(max_html_kb=40)"
    )
    assert "max_html_kb=40, show_values=False, show_people=True" in kernel.run(IN_FORCE).text
    for line in ("%load_ext nuon_notebook", "%reload_ext nuon_notebook"):
        kernel.run(line)
        assert kernel.run("%config NuonMagics.show_people").shown[0]["text/plain"] == "True"
        assert "max_html_kb=40, show_values=False, show_people=True" in kernel.run(IN_FORCE).text


def test_ipythons_configuration_file_is_heard(start: Start, tmp_path: Path) -> None:
    profile = tmp_path / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    (profile / "ipython_kernel_config.py").write_text("c = get_config()\nc.NuonMagics.show_values = True\n")
    assert "show_values=True" in start().run(IN_FORCE).text


def test_unloading_takes_the_magics_their_options_and_their_completions_back(start: Start) -> None:
    kernel = start()
    kernel.run("%unload_ext nuon_notebook")
    assert "`%nuon_apps` not found" in kernel.run("%nuon_apps demo").text
    assert kernel.run("print(get_ipython().input_transformers_post)").text == "[]\n"
    assert "NuonMagics" not in kernel.run("%config").text
    assert "%nuon_installer demo" not in kernel.tab("%nuon_installer ")


def test_loading_again_brings_them_back(start: Start) -> None:
    kernel = start()
    kernel.run("%unload_ext nuon_notebook")
    kernel.run("%load_ext nuon_notebook")
    assert kernel.run("%nuon_apps demo").shown
    assert kernel.tab("%nuon_installer d") == ["%nuon_installer demo"]


def test_reloading_loses_no_setting_and_no_connection(start: Start) -> None:
    kernel = start()
    kernel.run("%config NuonMagics.show_people = True")
    kernel.run("from nuon_notebook import session\nbefore = session.demo_client()")
    kernel.run("%reload_ext nuon_notebook")
    assert kernel.run("%config NuonMagics.show_people").shown[0]["text/plain"] == "True"
    assert "show_people=True" in kernel.run(IN_FORCE).text
    assert kernel.run("print(session.demo_client() is before)").text == "True\n"
    kernel.run("%config NuonMagics.show_people = False")
    assert "show_people=False" in kernel.run(IN_FORCE).text


def test_a_refused_choice_does_not_keep_the_magics_from_being_loaded_again(start: Start) -> None:
    kernel = start()
    kernel.run("%config NuonMagics.max_html_kb = 40")
    kernel.run("%config NuonMagics.max_html_kb = 'large'")
    output = kernel.run("%reload_ext nuon_notebook")
    assert (output.status, output.error) == ("ok", "")
    assert "max_html_kb" in output.text
    assert "It stays 40." in output.text
    assert kernel.run("%config NuonMagics.max_html_kb").shown[0]["text/plain"] == "40"


def test_loading_imports_nothing_that_is_slow(start: Start) -> None:
    kernel = start(loaded=False)
    kernel.run("import sys\nbefore = set(sys.modules)\n%load_ext nuon_notebook\nnew = set(sys.modules) - before")
    slow = {"httpx", "pydantic", "ipywidgets", "jinja2", "pandas", "yaml", "nh3", "markdown_it"}
    assert kernel.run(f"print(sorted({slow!r} & set(sys.modules)))").text == "[]\n"
    others = "print(sorted(name for name in new if not name.startswith(('nuon_notebook', 'IPython'))))"
    assert kernel.run(others).text == "[]\n"
