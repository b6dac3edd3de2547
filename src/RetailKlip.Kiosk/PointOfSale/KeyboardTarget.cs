using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>Types the codes of each finished basket, once per piece, at most once: nobody can take back what a till program has
/// read.</summary>
internal sealed class KeyboardTarget(KeyboardOptions options, TimeProvider time) : ITarget
{
    // What listens to keyboards takes a moment to find a new one.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    private VirtualKeyboard? _keyboard;

    public bool AtMostOnce => true;

    public async Task OpenAsync(CancellationToken stopping)
    {
        if (_keyboard is not null)
            return;
        try
        {
            _keyboard = new VirtualKeyboard(options.Device);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new DeliveryException(refused.Message, refused);
        }
        await Task.Delay(Settling, time, stopping);
    }

    public async Task DeliverAsync(OutboxMessage message, CancellationToken stopping)
    {
        if (message.Type != TillEvent.Finished)
            return;
        try
        {
            foreach (var typed in Typed(TillEvent.Read(message.Data)))
            {
                _keyboard!.Type(typed);
                await Task.Delay(options.Pause, time, stopping);
            }
        }
        catch (Exception failed) when (failed is IOException or FormatException)
        {
            _keyboard?.Dispose();
            _keyboard = null;
            throw new DeliveryException(
                $"basket {message.Basket} was not typed to its end ({failed.Message}): check the till's list", failed);
        }
    }

    public void Dispose() => _keyboard?.Dispose();

    /// <summary>What is typed, one text a piece.</summary>
    internal IEnumerable<string> Typed(TillEvent finished) =>
        from line in finished.Lines ?? []
        from text in Enumerable.Repeat(options.Before + CodeOf(line) + options.After, line.Quantity)
        select text;

    // As a reader of the printed code would type it.
    private static string CodeOf(TillLine line) => line.Gtin is { } gtin
        ? gtin.Digits14.StartsWith("000000", StringComparison.Ordinal) ? gtin.Digits14[6..] : gtin.Digits13 ?? gtin.Digits14
        : line.Plu?.ToString() ?? line.Sku.Value;
}
