using System.Globalization;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>Puts a file for each finished basket into a folder, whole or not at all. Its name is the same however often it is
/// written.</summary>
internal sealed class FolderTarget(FolderOptions options, string kiosk) : ITarget
{
    public bool AtMostOnce => false;

    public Task OpenAsync(CancellationToken stopping) => Directory.Exists(options.Path)
        ? Task.CompletedTask
        : throw new DeliveryException($"{options.Path} is no folder: make it, or mount the share");

    public Task DeliverAsync(OutboxMessage message, CancellationToken stopping)
    {
        if (message.Type != TillEvent.Finished)
            return Task.CompletedTask;
        var name = string.Create(CultureInfo.InvariantCulture, $"{kiosk}-{message.Position:D10}-{message.Basket}.xml");
        try
        {
            DurableFile.Write(Path.Combine(options.Path, name), stream => BasketDocument.Write(stream, message, kiosk));
            return Task.CompletedTask;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new DeliveryException($"{options.Path} cannot be written to ({failed.Message})", failed);
        }
    }

    public void Dispose()
    {
    }
}
