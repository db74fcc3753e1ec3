/// Thrown from where a diagnostic was reported to the place that reads on after it.
struct ParseFailure: Error {}
