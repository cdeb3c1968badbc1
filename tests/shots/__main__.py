"""`make shots` → python -m tests.shots: the pictures are taken by pytest, outside of what `make test` runs."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

if __name__ == "__main__":
    shutil.rmtree(ROOT / "var" / "shots", ignore_errors=True)
    pictures = Path(__file__).with_name("test_pictures.py").relative_to(ROOT)
    call = [sys.executable, "-m", "pytest", "-q", "-n", "2", str(pictures)]
    sys.exit(subprocess.run(call, cwd=ROOT, check=False).returncode)
