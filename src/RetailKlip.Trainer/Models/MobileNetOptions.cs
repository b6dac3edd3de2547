using System.Text.Json.Serialization;

namespace RetailKlip.Trainer;

/// <summary>MobileNetV2, of random weights or with those of a TensorFlow Lite model.</summary>
public sealed record MobileNetOptions : ImageEncoderOptions
{
    /// <summary>
    /// A TensorFlow Lite model that begins with MobileNetV2 of width 1, such as a detector; null starts at random.
    /// <c>%NAME%</c> stands for an environment variable.
    /// </summary>
    public string? Backbone { get; init; }

    /// <summary>Floats that are trained.</summary>
    public int Dimension { get; init; } = 256;

    /// <summary>What the blocks in the middle add to the embedding; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DetailOptions? Details { get; init; }

    // Five halvings, each of an even side.
    [JsonIgnore]
    public override int SizeMultiple => 32;

    [JsonIgnore]
    public override string? WeightsPath => Backbone;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The backbone cannot be read or is another network.</exception>
    public override ImageEncoder Create(int width, int height)
    {
        var encoder = new MobileNet(this);
        if (Backbone is null)
            return encoder;
        try
        {
            MobileNetBackbone.Load(Environment.ExpandEnvironmentVariables(Backbone), encoder);
            return encoder;
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    public override string? Fault() => Dimension > 0 ? Details?.Fault(MobileNet.BlockWidths) : "model.dimension must be positive";
}
