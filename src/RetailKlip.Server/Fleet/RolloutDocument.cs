namespace RetailKlip.Server;

/// <summary>How a release is led through the fleet. Without canaries it begins with the share.</summary>
/// <param name="CanaryKiosks">Get it first.</param>
/// <param name="CanaryStores">Whose kiosks get it first.</param>
/// <param name="Percent">Of all kiosks, which get it next: 0 (none) to 99; null: 10.</param>
/// <param name="SoakMinutes">After how many a stage that went well is followed by the next; null: when somebody says so.</param>
internal sealed record RolloutDocument(
    IReadOnlyList<Guid>? CanaryKiosks = null, IReadOnlyList<string>? CanaryStores = null, int? Percent = null, int? SoakMinutes = null);
