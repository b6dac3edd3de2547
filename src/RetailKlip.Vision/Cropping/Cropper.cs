namespace RetailKlip.Vision;

public sealed class Cropper(CropperOptions? options = null) : IDisposable
{
    public CropperOptions Options { get; } = options ?? new CropperOptions();

    public TrayView See(Frame frame) => throw new NotImplementedException();

    /// <summary>Forgets the empty tray.</summary>
    public void Reset() => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
