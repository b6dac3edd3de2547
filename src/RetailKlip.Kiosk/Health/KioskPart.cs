namespace RetailKlip.Kiosk;

/// <summary>What must work for the kiosk to recognise and sell.</summary>
public enum KioskPart
{
    Camera,
    Encoder,
    Gallery,
    Basket,

    /// <summary>Releases from the network; never unhealthy once it was started, since the kiosk sells with what it has.</summary>
    Sync,

    /// <summary>Delivery to the points of sale; never unhealthy once it was started, since what they have not got is kept.</summary>
    Till,

    /// <summary>The central server; never unhealthy once it was started, since no sale needs it.</summary>
    Fleet,
}
