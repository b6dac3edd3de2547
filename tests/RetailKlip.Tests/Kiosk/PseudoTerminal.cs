using System.Runtime.InteropServices;

namespace RetailKlip.Tests.Kiosk;

/// <summary>
/// The far end of a serial line: what is written here is read from the device <see cref="Device"/>, and the other way round.
/// Disposing it is what pulling the plug is for the device.
/// </summary>
internal sealed class PseudoTerminal : Stream
{
    private const int ReadWrite = 2;
    private const int NoControllingTerminal = 0x100;
    private const int NonBlocking = 0x800;

    private int _descriptor;

    public PseudoTerminal()
    {
        _descriptor = Open(ReadWrite | NoControllingTerminal | NonBlocking);
        if (_descriptor < 0 || Grant(_descriptor) != 0 || Unlock(_descriptor) != 0)
            throw new IOException($"No pseudo-terminal: error {Marshal.GetLastPInvokeError()}.");
        Device = Marshal.PtrToStringAnsi(Name(_descriptor))!;
    }

    public string Device { get; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var bytes = new byte[buffer.Length];
        while (true)
        {
            ObjectDisposedException.ThrowIf(_descriptor < 0, this);
            // Nothing to read yet, or nobody has the device open.
            if (ReadSome(_descriptor, bytes, bytes.Length) is > 0 and var count)
            {
                bytes.AsMemory(0, (int)count).CopyTo(buffer);
                return (int)count;
            }
            await Task.Delay(3, cancellationToken);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_descriptor < 0, this);
        return WriteSome(_descriptor, buffer.ToArray(), buffer.Length) == buffer.Length
            ? ValueTask.CompletedTask
            : throw new IOException($"The pseudo-terminal takes no more: error {Marshal.GetLastPInvokeError()}.");
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _descriptor, -1) is >= 0 and var descriptor)
            _ = Close(descriptor);
        base.Dispose(disposing);
    }

    [DllImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static extern int Open(int flags);

    [DllImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static extern int Grant(int descriptor);

    [DllImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static extern int Unlock(int descriptor);

    [DllImport("libc", EntryPoint = "ptsname")]
    private static extern nint Name(int descriptor);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    private static extern nint ReadSome(int descriptor, byte[] bytes, nint count);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint WriteSome(int descriptor, byte[] bytes, nint count);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
