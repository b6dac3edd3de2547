namespace RetailKlip.Kiosk;

/// <summary>What must work for the kiosk to recognise and sell.</summary>
public enum KioskPart
{
    Camera,
    Encoder,
    Gallery,
    Basket,
}
