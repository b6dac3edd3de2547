namespace RetailKlip.Trainer;

/// <param name="Inputs">Tensors; for a convolution its picture, weight and bias.</param>
/// <param name="Outputs">Tensors.</param>
/// <param name="Stride">Of a convolution, in pixels along the width; of others meaningless.</param>
internal sealed record TfliteOperator(TfliteOperation Operation, IReadOnlyList<int> Inputs, IReadOnlyList<int> Outputs, int Stride);
