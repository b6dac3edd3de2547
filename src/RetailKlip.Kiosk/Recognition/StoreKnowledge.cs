using Microsoft.Extensions.Options;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>What this store sells, and how much of it: applied to every gallery that comes into use, its own or a release's.</summary>
internal sealed class StoreKnowledge(IOptions<KioskOptions> options)
{
    /// <returns>What the store sells of a gallery; all of it where no assortment is configured.</returns>
    /// <exception cref="IOException">The configured file cannot be read or used; the message names it and the remedy.</exception>
    public Gallery Of(Gallery all) => Read(() =>
    {
        if (options.Value.Assortment is not { Length: > 0 } file)
            return all;
        var sold = all.Only(StoreAssortment.Read(file).Products);
        return !sold.Entries.IsEmpty || all.Entries.IsEmpty ? sold
            : throw new FormatException($"{file} names no product of the gallery: correct it, or leave Kiosk:Assortment empty.");
    });

    /// <returns>The same thresholds, pick lists in the order of what sells where sales are configured.</returns>
    /// <exception cref="IOException">The configured file cannot be read or used; the message names it and the remedy.</exception>
    public DecisionPolicy Of(DecisionPolicy policy) =>
        Sales() is { } sales ? policy.By(sales) : policy;

    /// <returns>Null where no sales are configured.</returns>
    /// <exception cref="IOException">The configured file cannot be read or used; the message names it and the remedy.</exception>
    public SalesPrior? Sales() => Read(() => options.Value.Sales is { Length: > 0 } file ? SalesPrior.Read(file) : null);

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException wrong)
        {
            throw new IOException(wrong.Message, wrong);
        }
    }
}
