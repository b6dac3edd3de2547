namespace RetailKlip.Trainer;

/// <summary>The shape of a <see cref="DetectorNetwork"/>.</summary>
public sealed record DetectorOptions
{
    /// <summary>Channels at 1/2, 1/4, 1/8, 1/16 and 1/32 of the picture's size.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [24, 48, 80, 128, 128];

    /// <summary>Channels on the way back up.</summary>
    public int Up { get; init; } = 48;

    /// <returns>What is wrong with the numbers, or null.</returns>
    internal string? Fault() => Channels.Count != DetectorNetwork.Levels || Channels.Any(channels => channels < 4) || Up < 4
        ? $"model.channels are {DetectorNetwork.Levels} numbers of at least 4, and so is model.up"
        : null;
}
