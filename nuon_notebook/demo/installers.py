"""Installers: the page on which a vendor offers its apps."""

from __future__ import annotations

from nuon_notebook.demo.people import MARISOL, ORG_ID
from nuon_notebook.demo.records import Record, expand, make_id, moment, stamped, text

OTHER_ORG_ID = make_id("org", "somebody-else")
SITE = "https://fernhill.example"


def build_installer(name: str, created: str, org_id: str = ORG_ID) -> Record:
    """`app.Installer` with its metadata and without its apps."""
    identity, when, by = make_id("int", name), moment(created), MARISOL.account_id
    metadata = stamped(
        make_id("int", name, "metadata"), when, by, installer_id=identity, name=name,
        description="Runs Fernhill's products in your own cloud account.",
        homepage_url=SITE, documentation_url=f"{SITE}/docs", community_url=f"{SITE}/community",
        github_url="https://github.com/fernhill", demo_url=f"{SITE}/demo", formatted_demo_url=f"{SITE}/embed/demo",
        logo_url=f"{SITE}/logo.svg", favicon_url=f"{SITE}/favicon.ico", og_image_url=f"{SITE}/card.png",
        post_install_markdown=text("post-install.md"),
        footer_markdown=f"[Status]({SITE}/status) · [Security]({SITE}/security) · made by *Fernhill*",
        copyright_markdown="© 2025 **Fernhill Software** <!-- all rights reserved -->",
    )  # fmt: skip
    return stamped(identity, when, by, org_id=org_id, type="self_hosted", metadata=expand(metadata))
