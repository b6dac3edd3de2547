using OpenCvSharp;

namespace RetailKlip.Vision;

public sealed class Preprocessing(ModelInput input)
{
    public ModelInput Input { get; } = input;

    public void Write(Mat bgr, Span<float> chw) => throw new NotImplementedException();
}
