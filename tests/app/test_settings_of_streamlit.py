"""How the app is served from a clone, without `virement app`."""

import subprocess
import sys

from tests.support.paths import ROOT


def test_streamlit_run_listens_on_this_machine_only(tmp_path):
    """`python -m streamlit run app.py` reads the settings beside app.py, from wherever it is started."""
    ask = f"from streamlit import config; config._main_script_path = {str(ROOT / 'app.py')!r}; "
    ask += "config.get_config_options(force_reparse=True); print(config.get_option('server.address'))"
    told = subprocess.run([sys.executable, "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "127.0.0.1"
