//! What must hold of any bytes: the fuzz targets call these with whatever libFuzzer thinks of.

mod splits;
mod template;

pub use splits::splits;
pub use template::template;
