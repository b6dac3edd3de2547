using OpenCvSharp;
using RetailKlip.Kiosk;
using RetailKlip.Vision;

namespace RetailKlip.Tests.Kiosk;

public sealed class FrameSlotTests
{
    [Fact]
    public async Task A_newer_frame_replaces_the_waiting_one_which_is_disposed_and_counted()
    {
        using var slot = new FrameSlot();
        var (first, second, third) = (Arrived(1), Arrived(2), Arrived(3));

        slot.Put(first);
        slot.Put(second);
        slot.Put(third);

        using var taken = await slot.TakeAsync(TestContext.Current.CancellationToken);
        Assert.Same(third, taken);
        Assert.Equal(2, slot.Dropped);
        Assert.Throws<ObjectDisposedException>(() => first.Frame.Image);
        Assert.Throws<ObjectDisposedException>(() => second.Frame.Image);
        Assert.False(slot.TakeAsync(TestContext.Current.CancellationToken).AsTask().IsCompleted);
    }

    private static ArrivedFrame Arrived(long sequence) =>
        new(new Frame(sequence, DateTimeOffset.UnixEpoch, new Mat(4, 4, MatType.CV_8UC3)), 0, IsTrusted: true);
}
