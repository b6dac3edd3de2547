namespace RetailKlip.Trainer;

/// <summary>What numbers an exported encoder computes with.</summary>
public enum ExportPrecision
{
    Fp32,

    /// <summary>Weights and products in float16, normalisation, softmax and powers in float32: for GPUs.</summary>
    Fp16,

    /// <summary>Linear layers and convolutions in 8-bit integers: for CPUs.</summary>
    Int8,
}
