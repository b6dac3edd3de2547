namespace RetailKlip.Core;

/// <summary>How a release stores embeddings. The number of bytes is of D dimensions.</summary>
public enum EmbeddingFormat
{
    /// <summary>2 D bytes: IEEE 754 half precision, little-endian. Cosines change by less than 0.001.</summary>
    Float16,

    /// <summary>4 + D bytes: a scale as float32, little-endian, and D signed bytes; a component is scale × byte. Cosines of some
    /// hundred dimensions change by about 0.001.</summary>
    Int8,
}
