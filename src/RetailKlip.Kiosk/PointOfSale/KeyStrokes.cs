using System.Buffers.Binary;

namespace RetailKlip.Kiosk;

/// <summary>Text as the events of a keyboard with the US layout, as Linux has them (<c>linux/input.h</c>,
/// <c>linux/input-event-codes.h</c>).</summary>
internal static class KeyStrokes
{
    /// <summary>Bytes of one <c>struct input_event</c> on a 64-bit system: a time of 16, type, code and value.</summary>
    public const int EventBytes = 24;

    private const ushort Synchronize = 0, Key = 1;
    private const ushort LeftShift = 42;

    // The place of a character is its key's code; null characters are keys that type nothing.
    private const string Plain = "\0\u001b1234567890-=\b\tqwertyuiop[]\n\0asdfghjkl;'`\0\\zxcvbnm,./\0\0\0 ";
    private const string Shifted = "\0\0!@#$%^&*()_+\0\0QWERTYUIOP{}\0\0ASDFGHJKL:\"~\0|ZXCVBNM<>?\0\0\0\0";

    /// <summary>Codes of all keys that it may press.</summary>
    public static IReadOnlyList<ushort> Keys { get; } = [.. Enumerable.Range(1, Plain.Length - 1).Select(code => (ushort)code)];

    /// <summary>Whether a key types the character.</summary>
    public static bool Has(char typed) => typed is not ('\0' or '\b' or '\u001b') && (Plain.Contains(typed) || Shifted.Contains(typed));

    /// <summary>What to write to the device: each character's key goes down and up, with a shift around it where it needs one.</summary>
    /// <exception cref="FormatException">No key types one of the characters.</exception>
    public static byte[] Of(string text)
    {
        var events = new List<byte>();
        foreach (var typed in text)
        {
            if (!Has(typed))
                throw new FormatException($"No key types U+{(int)typed:X4} of '{text}'.");
            var isShifted = !Plain.Contains(typed);
            var key = (ushort)(isShifted ? Shifted : Plain).IndexOf(typed, StringComparison.Ordinal);
            if (isShifted)
                Press(events, LeftShift, 1);
            Press(events, key, 1);
            Press(events, key, 0);
            if (isShifted)
                Press(events, LeftShift, 0);
        }
        return [.. events];
    }

    private static void Press(List<byte> events, ushort key, int value)
    {
        Add(events, Key, key, value);
        Add(events, Synchronize, 0, 0);
    }

    // The kernel sets the time.
    private static void Add(List<byte> events, ushort type, ushort code, int value)
    {
        Span<byte> bytes = stackalloc byte[EventBytes];
        bytes.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[16..], type);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[18..], code);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[20..], value);
        events.AddRange(bytes);
    }
}
