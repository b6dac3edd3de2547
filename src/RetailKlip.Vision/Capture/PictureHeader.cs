using System.Buffers.Binary;
using System.Text;

namespace RetailKlip.Vision;

/// <summary>Reads kind, size and completeness of a picture from its markers alone.</summary>
internal static class PictureHeader
{
    private static readonly uint[] CrcTable = MakeCrcTable();

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <returns>Why the picture is not to be decoded, as the rest of a sentence that begins with its name; null if it may be.</returns>
    public static string? Fault(ReadOnlySpan<byte> bytes, long maxPixels)
    {
        if (bytes.IsEmpty)
            return "is empty: copy it again.";
        var (kind, width, height, whole) = Read(bytes);
        if (kind is null)
            return "is not a JPEG, PNG, WebP or BMP picture.";
        if (width <= 0 || height <= 0)
            return $"is a {kind} picture without a size: it is damaged, copy it again.";
        if (width > maxPixels / height)
            return $"has {width}×{height} px; pictures up to {maxPixels / 1_000_000} megapixels are read, make it smaller.";
        return whole ? null : $"is a truncated or damaged {kind} picture: copy it again.";
    }

    /// <summary>Of a picture without a fault.</summary>
    public static PictureFormat Format(ReadOnlySpan<byte> bytes) =>
        Read(bytes) is ({ } kind, var width, var height, _) ? new PictureFormat(kind, (int)width, (int)height)
        : throw new ArgumentException("The bytes are no picture.", nameof(bytes));

    private static (string? Kind, long Width, long Height, bool Whole) Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return ReadJpeg(bytes);
        if (bytes.StartsWith(PngSignature))
            return ReadPng(bytes);
        if (bytes.StartsWith("RIFF"u8) && bytes.Length >= 12 && bytes[8..12].SequenceEqual("WEBP"u8))
            return ReadWebP(bytes);
        return bytes.StartsWith("BM"u8) ? ReadBmp(bytes) : default;
    }

    private static (string, long, long, bool) ReadJpeg(ReadOnlySpan<byte> bytes)
    {
        long width = 0, height = 0;
        for (var at = 2; at + 4 <= bytes.Length;)
        {
            if (bytes[at] != 0xFF)
                break;
            var marker = bytes[at + 1];
            if (marker is 0xFF or 0x01 or (>= 0xD0 and <= 0xD8))
            {
                at += marker == 0xFF ? 1 : 2;
                continue;
            }
            int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            var isFrame = marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
            if (isFrame && at + 9 <= bytes.Length)
            {
                height = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]);
                width = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]);
            }
            if (isFrame || marker is 0xDA or 0xD9)
                break;
            at += 2 + length;
        }
        return ("JPEG", width, height, bytes.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) > 0);
    }

    private static (string, long, long, bool) ReadPng(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 33 || !bytes[12..16].SequenceEqual("IHDR"u8))
            return ("PNG", 0, 0, false);
        long width = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]), height = BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]);
        // Each chunk: length, type, data, CRC of type and data. libpng would write about a wrong one to standard error.
        for (long at = 8; at + 12 <= bytes.Length;)
        {
            var rest = bytes[(int)at..];
            long length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - 12
                || Crc32(rest.Slice(4, (int)length + 4)) != BinaryPrimitives.ReadUInt32BigEndian(rest[((int)length + 8)..]))
                break;
            if (rest[4..8].SequenceEqual("IEND"u8))
                return ("PNG", width, height, true);
            at += 12 + length;
        }
        return ("PNG", width, height, false);
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
            crc = CrcTable[(byte)(crc ^ value)] ^ crc >> 8;
        return ~crc;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ crc >> 1 : crc >> 1;
            table[i] = crc;
        }
        return table;
    }

    private static (string, long, long, bool) ReadWebP(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 30)
            return ("WebP", 0, 0, false);
        var whole = bytes.Length >= 8L + BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        var chunk = Encoding.ASCII.GetString(bytes[12..16]);
        if (chunk == "VP8X")
            return ("WebP", 1 + ReadUInt24(bytes[24..]), 1 + ReadUInt24(bytes[27..]), whole);
        if (chunk == "VP8L")
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(bytes[21..]);
            return ("WebP", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF), whole);
        }
        return chunk == "VP8 "
            ? ("WebP", BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..]) & 0x3FFF,
                BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]) & 0x3FFF, whole)
            : ("WebP", 0, 0, whole);
    }

    private static (string, long, long, bool) ReadBmp(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 26)
            return ("BMP", 0, 0, false);
        var whole = bytes.Length > BinaryPrimitives.ReadUInt32LittleEndian(bytes[10..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[14..]) == 12
            ? ("BMP", BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[20..]), whole)
            : ("BMP", BinaryPrimitives.ReadInt32LittleEndian(bytes[18..]),
                Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(bytes[22..])), whole);
    }

    private static long ReadUInt24(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;
}
