"""What Python of the product must not do. Each rule is `(path, tree) -> faults`; RULES lists them."""

import ast
from collections.abc import Callable, Iterator

from tests.rules.handlers import stays_on_its_side
from tests.rules.trees import calls, nodes

Fault = tuple[int, str]
Rule = Callable[[str, ast.Module], Iterator[Fault]]

# Where HTML is made from parts, each part escaped or sanitised on the spot.
MAY_MARK_HTML = {
    "kimhub/core/html.py",  # what was safe already, put together
    "kimhub/core/page.py",  # the hidden field of the form token
    "kimhub/core/text.py",  # what nh3 sanitised
    "kimhub/core/qr.py",  # squares drawn from numbers
    "kimhub/core/templates.py",  # texts of ours, as Jinja's own gettext does
    "kimhub/core/shell.py",  # what Jinja rendered a moment before
    "kimhub/publishing/rendering.py",  # articles: every part is escaped where it is put in
    "kimhub/publishing/albums.py",  # the same of albums
    "kimhub/forum/web_posts.py",  # posts that Jinja rendered, kept
    "kimhub/forum/web_topic.py",  # the same, put together
    "kimhub/forum/web_rows.py",  # lines of lists that Jinja rendered, kept
}
MAY_NAME_BLOCKS = {"kimhub/core/shell.py"}  # a template of nothing but the names of base.html's blocks
# Where the two engines are told apart, and SQL of one of them is written.
MAY_BUILD_SQL = ("kimhub/core/", "tools/")
# Commands of their own, and the process that answers on its standard output.
MAY_PRINT = ("kimhub/cli", "kimhub/__main__.py", "kimhub/core/migrations.py", "kimhub/core/sheet_worker.py")
NAMED_TUPLE = {"_replace", "_asdict", "_fields", "_make"}  # public, whatever their names look like


def faults(path: str, source: str) -> list[str]:
    """Every fault of one file, as `path:line what`; `path` is relative to the checkout."""
    tree = ast.parse(source)
    return [f"{path}:{line} {text}" for rule in RULES for line, text in sorted(rule(path, tree))]


def marks_html(path: str, tree: ast.Module) -> Iterator[Fault]:
    """Markup() switches escaping off: only where the text is known to be safe."""
    if path not in MAY_MARK_HTML:
        for call in calls(tree):
            if _name(call) in {"Html", "Markup", "mark_safe"}:
                yield call.lineno, f"{_name(call)}(...) stands outside the modules that may call text safe"


def turns_escaping_off(path: str, tree: ast.Module) -> Iterator[Fault]:
    """autoescape stays on, and templates come from files, never from people."""
    for call in calls(tree):
        for keyword in call.keywords:
            if keyword.arg == "autoescape" and not _is_constant(keyword.value, True):
                yield call.lineno, "autoescape is not True"
        if _name(call) == "Environment" and "autoescape" not in {keyword.arg for keyword in call.keywords}:
            yield call.lineno, "Environment() without autoescape=True"
        if _name(call) == "from_string" and path not in MAY_NAME_BLOCKS:
            yield call.lineno, "a template made from a string"


def builds_sql(path: str, tree: ast.Module) -> Iterator[Fault]:
    """Values go into SQL as {} parameters. An f-string may carry CONSTANTS of ours, nothing else."""
    if path.startswith(MAY_BUILD_SQL):
        return
    for call in calls(tree):
        if (
            _name(call) in {"raw", "QueryString", "add_raw", "run_ddl", "execute", "executescript"}
            and call.args
        ):
            text = call.args[0]
            if isinstance(text, ast.JoinedStr):
                parts = [part.value for part in text.values if isinstance(part, ast.FormattedValue)]
                if not all(isinstance(part, ast.Name) and part.id.isupper() for part in parts):
                    yield call.lineno, "SQL built by an f-string from something that is no constant"
            elif isinstance(text, ast.BinOp) and not _constants_only(text):
                yield call.lineno, "SQL built by + or %"
            elif isinstance(text, ast.Call) and _name(text) == "format":
                yield call.lineno, "SQL built by format()"


def saves_everything(path: str, tree: ast.Module) -> Iterator[Fault]:
    """save() without columns= writes back what others changed meanwhile."""
    for call in calls(tree):
        if (
            _name(call) == "save"
            and isinstance(call.func, ast.Attribute)
            and not call.args
            and not call.keywords
        ):
            yield call.lineno, "save() without columns="


def starts_tasks_in_transactions(path: str, tree: ast.Module) -> Iterator[Fault]:
    """A task inherits the transaction's connection, and may outlive it."""
    for block in nodes(tree):
        if isinstance(block, ast.AsyncWith) and any(
            isinstance(item.context_expr, ast.Call) and _name(item.context_expr) == "transaction"
            for item in block.items
        ):
            for call in calls(block):
                if _name(call) in {"create_task", "ensure_future", "gather", "start_soon"}:
                    yield call.lineno, f"{_name(call)}() inside a transaction"


def reads_naive_clocks(path: str, tree: ast.Module) -> Iterator[Fault]:
    """Times are aware; what day it is depends on the village's zone."""
    for call in calls(tree):
        if isinstance(call.func, ast.Attribute):
            name, on = call.func.attr, ast.unparse(call.func.value).rpartition(".")[2]
            if name in {"utcnow", "utcfromtimestamp"}:
                yield call.lineno, f"{name}() has no zone"
            if on == "datetime" and name in {"now", "fromtimestamp"}:
                positional = 1 if name == "now" else 2
                if len(call.args) < positional and "tz" not in {keyword.arg for keyword in call.keywords}:
                    yield call.lineno, f"datetime.{name}() without a zone"
            if on == "date" and name == "today":
                yield call.lineno, "date.today() is the server's day"
            if name == "date" and ast.unparse(call.func.value) == "now()":
                yield call.lineno, "now().date() is the day of UTC: see zones.today_in and terms.today"


def prints(path: str, tree: ast.Module) -> Iterator[Fault]:
    """The product logs; only the command line prints."""
    if not path.startswith(MAY_PRINT):
        for call in calls(tree):
            if isinstance(call.func, ast.Name) and call.func.id in {"print", "pprint", "breakpoint"}:
                yield call.lineno, f"{call.func.id}() in the product"


def reaches_into_others(path: str, tree: ast.Module) -> Iterator[Fault]:
    """What begins with _ belongs to its own module, _meta to Piccolo, which core alone knows that well."""
    if path.startswith("kimhub/core/"):
        return
    for node in nodes(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name.startswith("_") and alias.name != "_" and not alias.name.endswith("__"):
                    yield node.lineno, f"imports the private {alias.name}"
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.endswith("__"):
            owner = node.value
            if node.attr not in NAMED_TUPLE and not (
                isinstance(owner, ast.Name) and owner.id in {"self", "cls"}
            ):
                yield node.lineno, f"uses the private {ast.unparse(node)}"


def uses_what_the_engines_do_not_share(path: str, tree: ast.Module) -> Iterator[Fault]:
    """Piccolo columns and operators that mean one thing on SQLite and another on PostgreSQL."""
    unequal = {
        "Timestamp",
        "Array",
        "Numeric",
        "Decimal",
        "ilike",
        "not_ilike",
        "from_path",
        "get_or_create",
    }
    if path.endswith("tables.py") or "/service" in path:
        for call in calls(tree):
            if _name(call) in unequal:
                yield call.lineno, f"{_name(call)} differs between the engines"


def trips_over_litestar(path: str, tree: ast.Module) -> Iterator[Fault]:
    """Two traps seen in Litestar 2.25: a threaded handler that fails by order, Cookie's second argument."""
    for call in calls(tree):
        for keyword in call.keywords:
            if keyword.arg == "sync_to_thread" and _is_constant(keyword.value, True):
                yield call.lineno, "sync_to_thread=True: write an async handler and asyncio.to_thread"
        if _name(call) == "Cookie" and len(call.args) > 1:
            yield call.lineno, "Cookie's second positional argument is its path: name the arguments"


def judges_people_by_address(path: str, tree: ast.Module) -> Iterator[Fault]:
    """A whole village shares one address; limits belong to accounts and devices."""
    if not path.startswith("kimhub/core/"):
        for node in nodes(tree):
            if (
                isinstance(node, ast.Attribute)
                and node.attr == "client"
                and ast.unparse(node.value) == "request"
            ):
                yield node.lineno, "request.client: a limit or a decision by IP address"


def hides_text_from_the_catalog(path: str, tree: ast.Module) -> Iterator[Fault]:
    """What is looked up must be written out: a text put together first is in no catalog."""
    for call in calls(tree):
        if _name(call) in {"_", "gettext", "lazy_", "ngettext"} and call.args:
            text = call.args[0]
            built = isinstance(text, ast.Call) and _name(text) == "format"
            if isinstance(text, ast.JoinedStr | ast.BinOp) or built:
                yield (
                    call.lineno,
                    "a text is put together before it is looked up: _('... %(name)s') % {...}",
                )


RULES: tuple[Rule, ...] = (
    marks_html,
    turns_escaping_off,
    builds_sql,
    saves_everything,
    starts_tasks_in_transactions,
    reads_naive_clocks,
    prints,
    reaches_into_others,
    uses_what_the_engines_do_not_share,
    trips_over_litestar,
    judges_people_by_address,
    hides_text_from_the_catalog,
    stays_on_its_side,
)


def _name(call: ast.Call) -> str:
    """The last word of what is called: `raw` of `Post.raw(...)`."""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _is_constant(node: ast.expr, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _constants_only(node: ast.expr) -> bool:
    """True for "a" "b" glued by +, and for CONSTANTS."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add) and _constants_only(node.left) and _constants_only(node.right)
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.isupper())
