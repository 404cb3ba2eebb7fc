"""Hooks of MkDocs: links from docs/ to other files of the repository lead to where it is hosted, and the site loads
nothing from elsewhere: Mermaid, which draws the diagrams, is a part of it where hack/docs could get it."""

import os
import pathlib
import re
import shutil

from mkdocs.exceptions import PluginError

LINK = re.compile(r"\]\((\.\./[^)#\s]+)(#[^)\s]*)?\)")
MERMAID = "assets/mermaid.min.js"


def on_config(config):
    if os.environ.get("MERMAID"):
        config.extra_javascript.append(MERMAID)
    return config


def on_page_markdown(markdown, page, config, **_):
    root = pathlib.Path(config["docs_dir"]).resolve().parent

    def hosted(link):
        path = (root / "docs" / link[1]).resolve()
        if not path.exists():
            raise PluginError(f"{page.file.src_uri} links to {link[1]}, which does not exist")
        kind = "tree" if path.is_dir() else "blob"
        return f"]({config['repo_url']}/{kind}/main/{path.relative_to(root)}{link[2] or ''})"

    return LINK.sub(hosted, markdown)


def on_post_build(config):
    if os.environ.get("MERMAID"):
        to = pathlib.Path(config["site_dir"]) / MERMAID
        to.parent.mkdir(exist_ok=True)
        shutil.copy(os.environ["MERMAID"], to)
