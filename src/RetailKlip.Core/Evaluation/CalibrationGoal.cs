namespace RetailKlip.Core;

/// <summary>What thresholds are chosen for. Every value is a share in [0, 1).</summary>
public sealed record CalibrationGoal
{
    /// <summary>Of the pictures of products that are not enrolled, at most this share may be named.</summary>
    public double FalseAccepts { get; init; } = 0.01;

    /// <summary>Of the pictures of enrolled products, at most this share may be named as another product.</summary>
    public double WrongNames { get; init; } = 0.01;

    /// <summary>This share of the pictures whose nearest product is right may be taken for unknown without a pick list.</summary>
    public double Missed { get; init; } = 0.01;

    /// <summary>Of the pick lists, at most this share may lack the product; null: a list shows what is above the floor.</summary>
    public double? MissingFromPickList { get; init; }
}
