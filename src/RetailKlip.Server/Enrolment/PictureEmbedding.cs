using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Server;

/// <summary>What an encoder made of a reference picture; apart from it, because lists need none of it.</summary>
internal sealed class PictureEmbedding
{
    public long PictureId { get; init; }

    public required string EncoderId { get; set; }

    /// <summary>Little-endian float32 of norm 1: <see cref="QuarterTurns.Count"/> embeddings, one after the other, the upright one first.</summary>
    public required byte[] Values { get; set; }

    /// <summary>A small JPEG for people, at most <see cref="Product.MaxThumbnailBytes"/>.</summary>
    public required byte[] Thumbnail { get; set; }

    public DateTimeOffset EmbeddedAt { get; set; }

    public static byte[] ToBytes(IEnumerable<Embedding> views)
    {
        var all = new List<byte>();
        foreach (var view in views)
            all.AddRange(MemoryMarshal.AsBytes(view.Values));
        return [.. all];
    }

    /// <summary>The entries of a gallery that a picture makes: their ids are the picture's, times <see cref="QuarterTurns.Count"/>, and the turn.</summary>
    public static IEnumerable<GalleryEntry> ToEntries(long picture, Sku sku, EncoderId encoder, byte[] values)
    {
        var dimension = values.Length / sizeof(float) / QuarterTurns.Count;
        for (var turn = 0; turn < QuarterTurns.Count; turn++)
        {
            var view = MemoryMarshal.Cast<byte, float>(values).Slice(turn * dimension, dimension);
            yield return new GalleryEntry(picture * QuarterTurns.Count + turn, sku, Embedding.FromUnit(encoder, view),
                $"picture {picture}, turned {QuarterTurns.Degrees(turn)}°");
        }
    }

    /// <summary>The picture that an entry of <see cref="ToEntries"/> came from.</summary>
    public static long PictureOf(GalleryEntry entry) => entry.Id / QuarterTurns.Count;

    public static void Configure(EntityTypeBuilder<PictureEmbedding> embedding)
    {
        embedding.ToTable("picture_embeddings");
        embedding.HasKey(e => e.PictureId);
        embedding.Property(e => e.PictureId).ValueGeneratedNever();
        embedding.HasOne<ReferencePicture>().WithOne().HasForeignKey<PictureEmbedding>(e => e.PictureId).OnDelete(DeleteBehavior.Cascade);
        embedding.HasIndex(e => e.EncoderId);
        embedding.Property(e => e.EncoderId).HasMaxLength(64);
    }
}
