"""The script that draws compiled charts in the browser."""

from __future__ import annotations

import vl_convert

from explainer.site.workplace import BuildError

#: what the browser needs of Vega to draw compiled charts, taken from the modules that vl-convert carries (nothing is
#: loaded): no Vega-Lite compiler, no maps, networks or hierarchies. The versions are those of the vl-convert in the
#: lock file; with another one the build stops (`chart_runtime`).
RUNTIME = """
import {expressionInterpreter} from "https://cdn.jsdelivr.net/npm/vega-interpreter@2.0.0/+esm";
import {Handler} from "https://cdn.jsdelivr.net/npm/vega-tooltip@1.0.0/+esm";
import {extend} from "https://cdn.jsdelivr.net/npm/vega-util@2.1.0/+esm";
import {transforms} from "https://cdn.jsdelivr.net/npm/vega-dataflow@6.1.0/+esm";
import * as tables from "https://cdn.jsdelivr.net/npm/vega-transforms@5.1.0/+esm";
import * as views from "https://cdn.jsdelivr.net/npm/vega-view-transforms@5.1.0/+esm";
import * as encoders from "https://cdn.jsdelivr.net/npm/vega-encode@5.1.0/+esm";
import {View} from "https://cdn.jsdelivr.net/npm/vega-view@6.1.0/+esm";
import {parse} from "https://cdn.jsdelivr.net/npm/vega-parser@7.1.0/+esm";
extend(transforms, tables, views, encoders);
window.vega = {View, parse, expressionInterpreter, Handler};
"""


def chart_runtime() -> str:
    """The script that draws compiled charts, shielded from module loaders of other scripts.

    Raises:
        BuildError: this vl-convert does not carry the modules that `RUNTIME` names.
    """
    try:
        body, cause = vl_convert.javascript_bundle(RUNTIME), "the bundle is empty"
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the library panics, which is no Exception
        body, cause = "", str(error)
    if "window.vega" not in body:
        version = vl_convert.__version__
        raise BuildError(
            f"vl-convert {version} does not carry the modules named in RUNTIME, explainer/site/runtime.py: {cause}"
        )
    return "(function(){var define,module,exports;" + body + "\n})();\n"
