namespace RetailKlip.Vision;

/// <summary>What computes the encoder, fastest first.</summary>
public enum ExecutionProvider
{
    TensorRt,
    Cuda,
    Cpu,
}
