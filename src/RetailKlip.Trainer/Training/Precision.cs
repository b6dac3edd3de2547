namespace RetailKlip.Trainer;

/// <summary>What numbers a network computes with in training. Weights and optimiser are float32 in either case.</summary>
public enum Precision
{
    Fp32,

    /// <summary>
    /// Products of matrices and convolutions in bfloat16, each weight rounded as it is used; normalisation keeps its statistics and the
    /// loss its angles in float32 (Micikevicius et al., "Mixed Precision Training", ICLR 2018; bfloat16 needs no loss scaling).
    /// </summary>
    Bf16,
}
