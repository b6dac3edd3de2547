using TorchSharp;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>How many whole patches a picture has.</summary>
public readonly record struct PatchGrid(int Rows, int Columns)
{
    public int Count => Rows * Columns;

    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="patch">Pixels of a patch's side; what is left over at the right and lower edge is not looked at.</param>
    public static PatchGrid Of(int width, int height, int patch) => new(height / patch, width / patch);

    /// <summary>
    /// Resizes a positional embedding of this grid, bicubic with antialiasing as OpenCLIP does; the class token's row stays.
    /// </summary>
    /// <param name="positions">1 + patches rows × channels.</param>
    /// <returns>The same tensor where the grid is the same.</returns>
    public Tensor Resize(Tensor positions, PatchGrid to)
    {
        if (to == this)
            return positions;
        using var scope = NewDisposeScope();
        var picture = positions.slice(0, 1, long.MaxValue, 1).view(1, Rows, Columns, -1).permute(0, 3, 1, 2);
        var resized = nn.functional.interpolate(
            picture, [to.Rows, to.Columns], mode: InterpolationMode.Bicubic, align_corners: false, antialias: true);
        return cat([positions.slice(0, 0, 1, 1), resized.flatten(2).squeeze(0).t()]).MoveToOuterDisposeScope();
    }

    public override string ToString() => $"{Columns}×{Rows}";
}
