using System.Globalization;

namespace RetailKlip.Vision;

/// <summary>What an RTSP camera says about its first video stream (SDP, RFC 8866).</summary>
/// <param name="Codec">Upper case, as in <c>rtpmap</c>: H264, H265.</param>
/// <param name="Control">Address of the stream, absolute or relative; empty for the whole session.</param>
/// <param name="ParameterSets">NAL units that the decoder needs before the first picture; may be empty.</param>
internal sealed record SessionDescription(string Codec, string Control, IReadOnlyList<byte[]> ParameterSets)
{
    /// <exception cref="FormatException">There is no video stream in it.</exception>
    public static SessionDescription Parse(string sdp)
    {
        string? codec = null, payload = null;
        string control = "", format = "";
        var isVideo = false;
        foreach (var line in sdp.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            if (line.StartsWith("m=", StringComparison.Ordinal))
            {
                // Only the first video stream counts.
                if (payload is not null)
                    break;
                isVideo = line.StartsWith("m=video ", StringComparison.Ordinal);
                payload = isVideo ? line.Split(' ').ElementAtOrDefault(3) : null;
            }
            else if (isVideo && line.StartsWith($"a=rtpmap:{payload} ", StringComparison.Ordinal))
                codec = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..].Split('/')[0].ToUpper(CultureInfo.InvariantCulture);
            else if (isVideo && line.StartsWith($"a=fmtp:{payload} ", StringComparison.Ordinal))
                format = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            else if (isVideo && line.StartsWith("a=control:", StringComparison.Ordinal))
                control = line["a=control:".Length..].Trim();
        }
        return codec is null ? throw new FormatException("it describes no video stream")
            : new SessionDescription(codec, control, ReadParameterSets(format));
    }

    // sprop-parameter-sets of RFC 6184; sprop-vps, sprop-sps and sprop-pps of RFC 7798.
    private static List<byte[]> ReadParameterSets(string format) =>
    [
        .. format.Split(';').Select(part => part.Trim().Split('=', 2))
            .Where(part => part is [var name, _] && name.StartsWith("sprop-", StringComparison.Ordinal))
            .OrderBy(part => part[0] switch { "sprop-vps" => 0, "sprop-sps" => 1, _ => 2 })
            .SelectMany(part => part[1].Split(','))
            .Select(text => Convert.TryFromBase64String(text, new byte[text.Length], out _) ? Convert.FromBase64String(text) : [])
            .Where(unit => unit.Length > 0),
    ];
}
