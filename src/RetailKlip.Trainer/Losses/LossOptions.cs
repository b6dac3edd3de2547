using System.Text.Json.Serialization;

namespace RetailKlip.Trainer;

/// <summary>Which loss to train with, and its numbers.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ArcFaceOptions), "arcFace")]
[JsonDerivedType(typeof(SubCenterArcFaceOptions), "subCenterArcFace")]
[JsonDerivedType(typeof(CosFaceOptions), "cosFace")]
[JsonDerivedType(typeof(ProxyAnchorOptions), "proxyAnchor")]
[JsonDerivedType(typeof(MultiSimilarityOptions), "multiSimilarity")]
[JsonDerivedType(typeof(SupConOptions), "supCon")]
[JsonDerivedType(typeof(SoftmaxOptions), "softmax")]
public abstract record LossOptions
{
    /// <summary>Share of all steps over which a margin rises from 0.</summary>
    public double MarginWarmUp { get; init; } = 0.2;

    /// <param name="dimension">Floats of an embedding.</param>
    /// <param name="classes">Classes in all.</param>
    /// <returns>The loss, its class centres or proxies, if it has any, drawn at random; the caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public abstract MetricLoss Create(int dimension, int classes);
}
