using Microsoft.Extensions.Options;

namespace RetailKlip.Kiosk;

/// <summary>The store's receipt printer, one list at a time.</summary>
internal sealed class ReceiptPrinter(IOptions<KioskOptions> options, TimeProvider time) : IDisposable
{
    // One that is out of paper takes nothing.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1);

    /// <returns>Null where it was printed, else why not.</returns>
    public async Task<string?> PrintAsync(ItemList list, CancellationToken stopping)
    {
        var settings = options.Value.Receipts;
        if (settings.Printer.Length == 0)
            return "No printer is set: set Kiosk:Receipts:Printer.";
        if (!await _one.WaitAsync(Patience, stopping))
            return $"{settings.Printer} is busy: see whether it has paper.";
        // A device may hold up whoever writes to it for ever; it holds up no other.
        var writing = Task.Run(() => Write(settings.Printer, EscPos.Write(list, settings.Columns)), CancellationToken.None);
        _ = writing.ContinueWith(_ => _one.Release(), TaskScheduler.Default);
        try
        {
            await writing.WaitAsync(Patience, time, stopping);
            return null;
        }
        catch (TimeoutException)
        {
            return $"{settings.Printer} takes nothing: see whether it has paper.";
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return $"{settings.Printer} cannot be written to ({failed.Message.TrimEnd('.')}): check the printer and its permissions.";
        }
    }

    public void Dispose() => _one.Dispose();

    private static void Write(string printer, byte[] bytes)
    {
        using var stream = new FileStream(
            printer, File.Exists(printer) ? FileMode.Open : FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite, 0);
        if (stream.CanSeek)
            stream.Seek(0, SeekOrigin.End);
        stream.Write(bytes);
        stream.Flush();
    }
}
