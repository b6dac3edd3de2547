using System.Buffers.Binary;
using System.Text;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Tests.Vision;

public sealed class SafetensorsFileTests
{
    [Fact]
    public void Every_type_is_read_as_it_was_written()
    {
        using var folder = new TemporaryFolder();
        var data = new byte[8 + 8 + 4 + 4 + 16];
        BinaryPrimitives.WriteSingleLittleEndian(data, 1.5f);
        BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(4), -2);
        BinaryPrimitives.WriteDoubleLittleEndian(data.AsSpan(8), Math.PI);
        BinaryPrimitives.WriteHalfLittleEndian(data.AsSpan(16), (Half)0.25);
        BinaryPrimitives.WriteHalfLittleEndian(data.AsSpan(18), (Half)(-8));
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(20), 0x3FC0);
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(22), 0xC000);
        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(24), -7);
        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(32), long.MaxValue);
        var path = Write(folder, """
            {"__metadata__":{"format":"pt"},"single":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},
            "double":{"dtype":"F64","shape":[],"data_offsets":[8,16]},
            "half":{"dtype":"F16","shape":[2],"data_offsets":[16,20]},"brain":{"dtype":"BF16","shape":[2],"data_offsets":[20,24]},
            "long":{"dtype":"I64","shape":[2],"data_offsets":[24,40]},"none":{"dtype":"F32","shape":[0,3],"data_offsets":[40,40]}}
            """, data);

        using var file = SafetensorsFile.Open(path);

        Assert.Equal([1.5f, -2f], file.ReadSingles("single"));
        Assert.Equal([1, 2], file.Tensors["single"].Shape);
        Assert.Equal([Math.PI], file.ReadDoubles("double"));
        Assert.Equal([(float)Math.PI], file.ReadSingles("double"));
        Assert.Equal([0.25f, -8f], file.ReadSingles("half"));
        Assert.Equal([1.5f, -2f], file.ReadSingles("brain"));
        Assert.Equal([-7, long.MaxValue], file.ReadIntegers("long"));
        Assert.Empty(file.ReadSingles("none"));
        Assert.Equal(6, file.Tensors.Count);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,16]}}""", "needs 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,32]}}""", "needs 16 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[-16,0]}}""", "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-4],"data_offsets":[0,16]}}""", "negative")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,16]}}""", "overflow")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""",
        "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[4,16]}}""", "gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "8 bytes belong to no tensor")]
    [InlineData("""{"a":{"dtype":"Q4","shape":[4],"data_offsets":[0,16]}}""", "Q4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4]}}""", "data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":"4","data_offsets":[0,16]}}""", "")]
    [InlineData("""["a"]""", "")]
    [InlineData("""{"a":""", "")]
    public void A_forged_header_is_refused_with_the_file_and_the_reason(string header, string reason)
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, header, new byte[16]);

        var error = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(path));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, """{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", new byte[16]);
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(path));
        }
    }

    [Fact]
    public void A_header_that_claims_exabytes_allocates_nothing()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("huge.safetensors");
        File.WriteAllBytes(path, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, (byte)'{', (byte)'}']);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(path));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Integers_are_not_read_as_floats_nor_a_missing_tensor_as_empty()
    {
        using var folder = new TemporaryFolder();
        using var file = SafetensorsFile.Open(Write(folder, """{"n":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}}""", new byte[16]));

        Assert.Contains("I64", Assert.Throws<SafetensorsException>(() => file.ReadSingles("n")).Message, StringComparison.Ordinal);
        Assert.Contains("'m'", Assert.Throws<SafetensorsException>(() => file.ReadSingles("m")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_are_read_into_memory_that_is_there_and_only_where_they_fit()
    {
        using var folder = new TemporaryFolder();
        var data = new byte[12];
        BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(4), 0.5f);
        var path = Write(folder, """
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"n":{"dtype":"I32","shape":[1],"data_offsets":[0,4]},
            "h":{"dtype":"F16","shape":[2],"data_offsets":[8,12]}}
            """, data);
        using var file = SafetensorsFile.Open(path);
        var values = new float[3];

        file.ReadSingles("a", values.AsSpan(1, 1));

        Assert.Equal([0, 0.5f, 0], values);
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => file.ReadSingles("a", values)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Halves_are_read_alike_however_many_there_are()
    {
        const int count = 100_003;
        using var folder = new TemporaryFolder();
        var data = new byte[2 * count];
        for (var i = 0; i < count; i++)
            BinaryPrimitives.WriteHalfLittleEndian(data.AsSpan(2 * i), (Half)(i % 2048));
        using var file = SafetensorsFile.Open(
            Write(folder, $$$"""{"h":{"dtype":"F16","shape":[{{{count}}}],"data_offsets":[0,{{{2 * count}}}]}}""", data));

        Assert.Equal(Enumerable.Range(0, count).Select(i => (float)(i % 2048)), file.ReadSingles("h"));
    }

    [Fact]
    public void A_file_larger_than_two_gibibytes_is_read_from_its_end_without_being_held()
    {
        const long count = 1L << 29;
        using var folder = new TemporaryFolder();
        var header = Encoding.UTF8.GetBytes($$$"""
            {"big":{"dtype":"F32","shape":[{{{count}}}],"data_offsets":[0,{{{4 * count}}}]},
            "end":{"dtype":"F32","shape":[1],"data_offsets":[{{{4 * count}}},{{{4 * count + 4}}}]}}
            """);
        var path = folder.File("large.safetensors");
        using (var sparse = File.Create(path))
        {
            sparse.Write(BitConverter.GetBytes((ulong)header.Length));
            sparse.Write(header);
            sparse.SetLength(sparse.Position + 4 * count + 4);
            sparse.Position = sparse.Length - 4;
            sparse.Write(BitConverter.GetBytes(2.5f));
        }
        var before = GC.GetAllocatedBytesForCurrentThread();

        using var file = SafetensorsFile.Open(path);

        Assert.Equal([2.5f], file.ReadSingles("end"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static string Write(TemporaryFolder folder, string header, byte[] data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)json.Length);
        json.CopyTo(bytes, 8);
        data.CopyTo(bytes, 8 + json.Length);
        var path = folder.File("some.safetensors");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
