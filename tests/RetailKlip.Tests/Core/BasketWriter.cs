using System.Buffers.Binary;
using System.Globalization;
using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

/// <summary>The process of <see cref="BasketCrashTests"/>.</summary>
internal static class BasketWriter
{
    public const string Name = "baskets";

    /// <summary>Appends line after line to the open basket, the first one perhaps for the second time, and yields each once it is
    /// confirmed.</summary>
    public static IEnumerable<long> Append(string path, long first)
    {
        using var store = BasketStore.Open(path, TimeProvider.System);
        var session = (store.Current ?? store.OpenSession()).Session;
        for (var number = first; ; number++)
        {
            var evidence = new LineEvidence(LineOrigin.Recognised, IdOf(number), new PixelBox(1, 2, 3, 4), DecisionKind.Accepted, 0.9f,
                0.1f, 7, Samples.Encoder);
            store.Append(session, new BasketEvent.LineAdded(IdOf(number), Sku.Parse("milk"), 1, evidence), KeyOf(number));
            yield return number;
        }
    }

    public static string KeyOf(long number) => string.Create(CultureInfo.InvariantCulture, $"line/{number}");

    public static Guid IdOf(long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], number);
        return new Guid(bytes, bigEndian: true);
    }
}
