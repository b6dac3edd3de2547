namespace RetailKlip.Trainer;

/// <summary>Those of TensorFlow Lite's built-in operators that are read here, by the schema's numbers.</summary>
internal enum TfliteOperation
{
    Add = 0,
    Convolution = 3,
    DepthwiseConvolution = 4,

    /// <summary>Turns a constant in half precision into float32.</summary>
    Dequantize = 6,
}
