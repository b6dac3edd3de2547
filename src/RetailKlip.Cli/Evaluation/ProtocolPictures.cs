using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>Embeds the pictures that a protocol names.</summary>
internal static class ProtocolPictures
{
    /// <summary>The protocol's own file, read and its folder of pictures found.</summary>
    /// <exception cref="ProtocolException">A line breaks a rule.</exception>
    /// <exception cref="RefusedException">The folder is missing.</exception>
    public static ProtocolFile Open(string path, string images)
    {
        var protocol = ProtocolFile.Read(path);
        return Directory.Exists(images) ? protocol : throw new RefusedException(
            $"images folder {images} is missing: give the one that the paths of {protocol.Path} are relative to");
    }

    /// <returns>By the path in the protocol.</returns>
    /// <exception cref="RefusedException">A picture is broken or missing; each is named on standard error.</exception>
    public static IReadOnlyDictionary<string, Embedding> Embed(Encoder encoder, ProtocolFile protocol, string images, CancellationToken stop)
    {
        var paths = protocol.Lines.Select(line => line.Path).Distinct().ToList();
        var files = paths.ConvertAll(path => Path.Combine(images, path));
        var encoded = ProgressBar.Run("embedding", paths.Count, done => PictureEncoder.Encode(encoder, files, stop).Select(picture =>
        {
            done(1);
            return picture;
        }).ToList());
        var broken = encoded.Where(picture => picture.Embedding is null).ToList();
        foreach (var picture in broken)
            Errors.Write(picture.Error!);
        return broken.Count == 0 ? encoded.ToDictionary(picture => paths[picture.Index], picture => picture.Embedding!)
            : throw new RefusedException(
                $"{protocol.Path} cannot be evaluated: bring the {broken.Count} pictures above to {images}, or remove their lines");
    }
}
