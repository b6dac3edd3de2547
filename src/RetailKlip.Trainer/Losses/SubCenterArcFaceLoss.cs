using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// ArcFace with several centres a class (Deng et al., ECCV 2020): cos θ to a class is the largest of the cosines to its centres.
/// A class may look like several things, and wrongly labelled pictures gather at a centre of their own.
/// </summary>
public sealed class SubCenterArcFaceLoss : ArcFaceLoss
{
    /// <param name="weight">D × C·K, columns are centres of any length, those of one class adjacent; the loss owns it.</param>
    /// <param name="subCenters">Centres of each class (K), at least 1.</param>
    /// <param name="angularMarginDegrees">In [0, 180).</param>
    /// <param name="scale">Factor on the cosines before softmax, greater than 0.</param>
    public SubCenterArcFaceLoss(Tensor weight, int subCenters, double angularMarginDegrees, double scale)
        : base(nameof(SubCenterArcFaceLoss), weight, angularMarginDegrees, scale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(subCenters, 1);
        if (Weight.shape[1] % subCenters != 0)
            throw new ArgumentException($"{Weight.shape[1]} centres are no whole number of classes of {subCenters} each.", nameof(weight));
        SubCenters = subCenters;
    }

    public int SubCenters { get; }

    private protected override Tensor OfClasses(Tensor cosines) => cosines.view(cosines.shape[0], -1, SubCenters).max(2).values;
}
