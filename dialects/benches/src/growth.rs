//! Times a parser on texts that grow tenfold.

use criterion::{BenchmarkId, Criterion, Throughput};
use std::hint::black_box;

/// The sizes of the texts in bytes.
pub const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

/// Times `work` on each of the named texts in each size. A text is its first part, its second part repeated
/// up to the size, and its third part.
pub fn bench_growth(
    c: &mut Criterion,
    parser: &str,
    texts: &[(&str, [&str; 3])],
    mut work: impl FnMut(&str),
) {
    let mut group = c.benchmark_group(format!("hostile_{parser}"));
    for (name, parts) in texts {
        for size in SIZES {
            let text = text(size, *parts);
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_function(BenchmarkId::new(*name, size), |b| {
                b.iter(|| work(black_box(&text)))
            });
        }
    }
    group.finish();
}

fn text(size: usize, [start, unit, end]: [&str; 3]) -> String {
    let count = size.saturating_sub(start.len() + end.len()) / unit.len();
    [start, &unit.repeat(count), end].concat()
}
