using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>What `klip evaluate-scenes` prints.</summary>
/// <param name="Pictures">Enrolled of each product.</param>
/// <param name="Thresholds">By which the kiosk decided.</param>
internal sealed record SceneEvaluation(
    IReadOnlyList<SceneLevelResult> Levels,
    int Products,
    int Pictures,
    int Seed,
    DecisionThresholds Thresholds,
    string Model,
    string EncoderId,
    string Provider);
