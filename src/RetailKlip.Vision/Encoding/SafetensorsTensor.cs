using System.Collections.Immutable;

namespace RetailKlip.Vision;

/// <summary>One entry of a safetensors header.</summary>
/// <param name="Type">As written: <c>F64</c>, <c>F32</c>, <c>F16</c>, <c>BF16</c>, <c>I64</c> or <c>I32</c>.</param>
/// <param name="Shape">Row-major; empty for a scalar.</param>
/// <param name="Offset">Of the first byte, from the beginning of the file.</param>
/// <param name="Bytes">Length of the data.</param>
public sealed record SafetensorsTensor(string Name, string Type, ImmutableArray<long> Shape, long Offset, long Bytes)
{
    public long Count => Shape.Aggregate(1L, (product, side) => product * side);
}
