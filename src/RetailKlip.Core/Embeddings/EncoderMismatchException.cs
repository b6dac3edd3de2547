namespace RetailKlip.Core;

/// <summary>Two things of different encoders met: an embedding and a gallery, a gallery and a model package.</summary>
public sealed class EncoderMismatchException(string what, EncoderId expected, EncoderId actual)
    : InvalidOperationException(
        $"{what} belongs to encoder {actual.Short}, but {expected.Short} is expected: rebuild it with the encoder in use.")
{
    public EncoderId Expected { get; } = expected;

    public EncoderId Actual { get; } = actual;
}
