namespace RetailKlip.Cli;

/// <summary>What `klip evaluate` prints; the measures are those of <see cref="Core.RetrievalMetrics"/>.</summary>
/// <param name="Queries">Number of queries.</param>
/// <param name="Unknown">Number of pictures of products that are not enrolled.</param>
/// <param name="Gallery">Number of gallery entries.</param>
/// <param name="Decisions">Null where the package has no calibrated thresholds.</param>
internal sealed record Evaluation(
    double Top1,
    double Top5,
    double PerClass,
    double Map,
    double MapAtR,
    double RPrecision,
    double? Auroc,
    double? DirAtFar1,
    double? DirAtFar01,
    int Queries,
    int Unknown,
    int Gallery,
    int Products,
    EncodeTimes EncodeMs,
    DecisionShares? Decisions,
    string Protocol,
    string Model,
    string EncoderId,
    string Provider);
