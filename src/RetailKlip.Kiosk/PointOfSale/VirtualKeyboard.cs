using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace RetailKlip.Kiosk;

/// <summary>A keyboard that the Linux kernel makes up (<c>linux/uinput.h</c>): there from its making to its disposal.</summary>
internal sealed class VirtualKeyboard : IDisposable
{
    // Requests of uinput, as _IOW('U', 100, int) and so on come out.
    private const uint AllowEventType = 0x4004_5564, AllowKey = 0x4004_5565, SetUp = 0x405C_5503, Create = 0x5501, Destroy = 0x5502;

    private const int SetUpBytes = 92, NameAt = 8, Usb = 3;

    private readonly SafeFileHandle _device;

    /// <exception cref="IOException">The device is missing, or is none of this kind.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written to.</exception>
    public VirtualKeyboard(string device)
    {
        if (!File.Exists(device))
            throw new IOException($"{device} does not exist: this machine makes up no keyboards until 'modprobe uinput'");
        _device = File.OpenHandle(device, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        var made = Control(_device, AllowEventType, 1) >= 0 && KeyStrokes.Keys.All(key => Control(_device, AllowKey, key) >= 0)
            && Control(_device, SetUp, Description()) >= 0 && Control(_device, Create, 0) >= 0;
        if (made)
            return;
        var error = Marshal.GetLastPInvokeErrorMessage();
        _device.Dispose();
        throw new IOException($"{device} makes no keyboard ({error}): it is no uinput device");
    }

    /// <exception cref="FormatException">No key types one of the characters.</exception>
    /// <exception cref="IOException">The keyboard is gone.</exception>
    public void Type(string text) => RandomAccess.Write(_device, KeyStrokes.Of(text), 0);

    public void Dispose()
    {
        _ = Control(_device, Destroy, 0);
        _device.Dispose();
    }

    // struct uinput_setup: bus, vendor, product, version, name, effects.
    private static byte[] Description()
    {
        var setup = new byte[SetUpBytes];
        BinaryPrimitives.WriteUInt16LittleEndian(setup, Usb);
        Encoding.ASCII.GetBytes("RetailKlip till keyboard", setup.AsSpan(NameAt));
        return setup;
    }

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(SafeFileHandle device, nuint request, nint value);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(SafeFileHandle device, nuint request, byte[] value);
}
