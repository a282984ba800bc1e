"""The console's built files: hashed assets for ever, every other address the one page."""

from pathlib import Path

from starlette.responses import FileResponse, HTMLResponse, Response

from youjian.bureau import environment

_ASSETS = "assets"
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_ASK_AGAIN = {"Cache-Control": "no-cache"}
_NOT_BUILT = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>油鉴</title>
<h1>控制台尚未构建</h1>
<p>接口已在运行（<a href="/healthz">/healthz</a>）。</p>
<p>请在项目目录执行 <code>make setup</code>，然后刷新本页。</p>
<p>The console is not built yet: run <code>make setup</code> in the project's folder and reload.
Looked in <code>{folder}</code>.</p></html>"""


def console_folder() -> Path:
    """Where the built console is: `YOUJIAN_CONSOLE`, else inside the package, else beside `src`."""
    given = environment.text("CONSOLE")
    if given:
        return Path(given)
    package = Path(__file__).parents[1]
    inside = package / "console"
    return inside if inside.is_dir() else package.parents[1] / "console" / "dist"


def serve_file(folder: Path, path: str) -> Response:
    """The file at an address; the console's page for any address that is its own."""
    index = folder / "index.html"
    if not index.is_file():
        return HTMLResponse(_NOT_BUILT.format(folder=folder), status_code=503)
    wanted = _file_at(folder.resolve(), path)
    if wanted is not None:
        hashed = wanted.relative_to(folder.resolve()).parts[0] == _ASSETS
        return FileResponse(wanted, headers=_FOR_EVER if hashed else _ASK_AGAIN)
    if path.startswith(f"/{_ASSETS}/"):
        return Response("not found", status_code=404)
    return FileResponse(index, headers=_ASK_AGAIN)


def _file_at(folder: Path, path: str) -> Path | None:
    """The file of an address; None for one outside the folder, and for what no file can be called."""
    try:
        wanted = (folder / path.lstrip("/")).resolve()
        return wanted if wanted.is_relative_to(folder) and wanted.is_file() else None
    except (OSError, ValueError):
        return None
