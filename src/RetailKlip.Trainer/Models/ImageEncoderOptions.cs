using System.Text.Json.Serialization;

namespace RetailKlip.Trainer;

/// <summary>Which network to train, and its shape.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ResidualEncoderOptions), "residual")]
[JsonDerivedType(typeof(VisionTransformerOptions), "visionTransformer")]
[JsonDerivedType(typeof(OpenClipOptions), "openClip")]
[JsonDerivedType(typeof(MobileNetOptions), "mobileNet")]
public abstract record ImageEncoderOptions
{
    /// <summary>Pictures' sides must be multiples of this many pixels.</summary>
    [JsonIgnore]
    public abstract int SizeMultiple { get; }

    /// <summary>The file that its first weights come from, as the recipe names it; null for random ones.</summary>
    [JsonIgnore]
    public virtual string? WeightsPath => null;

    /// <summary>A network of this shape; the caller disposes it.</summary>
    /// <param name="width">Of the pictures, in pixels.</param>
    /// <param name="height">Of the pictures, in pixels.</param>
    public abstract ImageEncoder Create(int width, int height);

    /// <returns>What is wrong with the numbers, or null.</returns>
    public abstract string? Fault();
}
