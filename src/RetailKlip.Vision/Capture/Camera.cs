using Microsoft.Extensions.Logging;

namespace RetailKlip.Vision;

public sealed class Camera : IAsyncDisposable
{
    /// <summary>Starts reading at once.</summary>
    public static Camera Open(CameraSource source, CameraOptions? options = null, ILogger<Camera>? logger = null, TimeProvider? time = null) =>
        throw new NotImplementedException();

    public CameraSource Source => throw new NotImplementedException();

    public CameraStatus Status => throw new NotImplementedException();

    /// <returns>The newest frame, to be disposed by the caller; null when a recording has ended.</returns>
    public ValueTask<Frame?> NextAsync(CancellationToken cancellation = default) => throw new NotImplementedException();

    public IAsyncEnumerable<Frame> FramesAsync(CancellationToken cancellation = default) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
