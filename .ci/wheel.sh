#!/usr/bin/env bash
# Builds the wheel, installs it into a clean virtual environment, and runs its tests: `bash .ci/wheel.sh`.
# Needs cargo with rustfmt and clippy, python3 with venv and pip, and Java 17 for Spark. Without CI=true, tests of packages that
# are not installed are skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
target=$PWD/target/wheel
mkdir -p "$target"
export CARGO_TARGET_DIR=$target/cargo HF_HUB_OFFLINE=1 HF_DATASETS_OFFLINE=1 HF_HOME=$target/hf TQDM_DISABLE=1

cargo fmt --check --manifest-path python/Cargo.toml
cargo clippy --release --locked --manifest-path python/Cargo.toml -- -D warnings

python3 -m venv "$target/tools"
"$target/tools/bin/pip" install --quiet --disable-pip-version-check 'maturin==1.16.0' 'ruff==0.17.6' 'mypy==2.4.1'
rm -rf "$target/dist"
"$target/tools/bin/maturin" build --release --locked --quiet --manifest-path python/Cargo.toml --out "$target/dist"

python3 -m venv --clear "$target/venv"
bin=$target/venv/bin
"$bin/pip" install --quiet --disable-pip-version-check "$target"/dist/*.whl -r python/tests/requirements.txt
"$target/tools/bin/ruff" format --check python
"$target/tools/bin/ruff" check python
(cd python && "$bin/mypy")
(cd "$target" && "$bin/stubtest" tunesmith --mypy-config-file "$OLDPWD/python/pyproject.toml")
"$bin/pytest" -q python/tests

# The command in the wheel writes the bytes that the repository's own does.
"$bin/tunesmith" gen-data --include-test --output-dir "$target/of_wheel" >/dev/null
CARGO_TARGET_DIR=$PWD/target cargo xtask gen-data --include-test --output-dir "$target/of_command" >/dev/null
diff --recursive "$target/of_wheel" "$target/of_command"
echo "The wheel writes the same bytes."
