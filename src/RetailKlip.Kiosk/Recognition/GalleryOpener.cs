using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>Opens the kiosk's own gallery, and fills an empty one from the configured file or with the demo's products.</summary>
internal sealed partial class GalleryOpener(
    IOptions<KioskOptions> options, StoreKnowledge knowledge, KioskHealth health, TimeProvider time, ILogger<GalleryOpener> logger)
{
    /// <returns>Null where there is no usable gallery; health says why.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> was cancelled while the demo's products were enrolled.</exception>
    public GalleryStore? Open(Encoder encoder, CancellationToken stopping)
    {
        var path = Path.Combine(options.Value.Data, $"gallery-{encoder.EncoderId.Short}.db");
        GalleryStore? store = null;
        try
        {
            Directory.CreateDirectory(options.Value.Data);
            var opening = GalleryStore.OpenOrSetAside(path, encoder.EncoderId, encoder.Dimension, time);
            store = opening.Store;
            var origin = Fill(store, encoder, stopping);
            var all = store.Load();
            var content = knowledge.Of(all);
            var order = knowledge.Sales() is null ? "" : ", pick lists in the order of what sells";
            var inUse = string.Create(CultureInfo.InvariantCulture,
                $"version {content.Version}, {content.Products.Length} products{(content.IsPart ? $" of {all.Products.Length}" : "")}, {content.Entries.Length} reference images{origin}; {Thresholds(content)}{order}");
            if (opening.SetAside is null)
                health.Healthy(KioskPart.Gallery, inUse);
            else
                health.Degraded(KioskPart.Gallery, $"{opening.Damage} It was set aside as {opening.SetAside}; in use: {inUse}.");
            return store;
        }
        catch (Exception error) when (error is GalleryDamagedException or EncoderMismatchException or NewerSchemaException
            or SqliteException or IOException or UnauthorizedAccessException)
        {
            health.Unhealthy(KioskPart.Gallery, error.Message);
            store?.Dispose();
            return null;
        }
        catch (OperationCanceledException)
        {
            store?.Dispose();
            throw;
        }
    }

    private static string Thresholds(Gallery gallery) => gallery.Decision is { Thresholds: var own } ? string.Create(CultureInfo.InvariantCulture,
        $"named at its own similarity {own.AcceptSimilarity:F3} and margin {own.AcceptMargin:F3}") : "named at the model's thresholds";

    /// <returns>Where a gallery that was empty got its content from, as the rest of a sentence.</returns>
    private string Fill(GalleryStore store, Encoder encoder, CancellationToken stopping)
    {
        if (!store.Load().Entries.IsEmpty)
            return "";
        var file = options.Value.Gallery;
        if (file.Length == 0)
        {
            LogEnrolling(encoder.EncoderId.Short);
            DemoGallery.Enrol(store, encoder, stopping);
            return ", the demo's";
        }
        if (!File.Exists(file))
            throw new FileNotFoundException($"Gallery {Path.GetFullPath(file)} is not there: correct Kiosk:Gallery, or leave it empty for the demo's products.");
        store.ReplaceAll(GalleryFile.Load(file, encoder.EncoderId));
        return $", imported from {file}";
    }

    [LoggerMessage(210, LogLevel.Information, "Enrolling the demo's products with encoder {Encoder}")]
    private partial void LogEnrolling(string encoder);
}
