namespace RetailKlip.Vision;

public static class ModelPackageWriter
{
    public static ModelPackage Write(string folder, ReadOnlyMemory<byte> onnx, ModelDescription description) => throw new NotImplementedException();
}
